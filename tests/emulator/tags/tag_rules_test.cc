#include "emulator/tags/tag_rules.h"

#include <gtest/gtest.h>

namespace drydock {
namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(TagRules, TellTheFirstFault) {
  const std::string accented = "\xC3\xA9";
  struct Row {
    std::string key, value;
    std::optional<TagFault> fault;
  };
  const Row rows[] = {
      {"team", "shop", std::nullopt},
      {"team", "", std::nullopt},
      {"a b+c-d=e.f_g:h/i@1", "a b+c-d=e.f_g:h/i@1", std::nullopt},
      {accented + "quipe", "\xE6\xB5\xB7 1", std::nullopt},
      {repeated("k", 128), repeated("v", 256), std::nullopt},
      {repeated(accented, 128), repeated(accented, 256), std::nullopt},
      {"awsome", "my aws:", std::nullopt},
      {"", "v", TagFault::no_key},
      {"aws:team", "v", TagFault::reserved_key},
      {"AWS:team", "v", TagFault::reserved_key},
      {"aWs:", "v", TagFault::reserved_key},
      {"team", "aws:v", TagFault::reserved_value},
      {repeated("k", 129), "v", TagFault::long_key},
      {repeated(accented, 129), "v", TagFault::long_key},
      {"k", repeated("v", 257), TagFault::long_value},
      {"k?", "v", TagFault::key_characters},
      {"k\n", "v", TagFault::key_characters},
      {"k\xFF", "v", TagFault::key_characters},
      {"k", "<v>", TagFault::value_characters},
      {"k", "\xF0\x9F\x9A\xA2", TagFault::value_characters},  // A ship is no letter.
  };
  for (const Row& row : rows) {
    const auto found = find_tag_violation({{row.key, row.value}});
    EXPECT_EQ(found ? std::optional(found->fault) : std::nullopt, row.fault)
        << row.key << "=" << row.value;
  }
}

TEST(TagRules, TellKeysThatStandTwice) {
  EXPECT_EQ(find_tag_violation({{"a", "1"}, {"b", "2"}, {"a", "3"}}),
            (TagViolation{TagFault::duplicate_key, "a"}));
  EXPECT_EQ(find_tag_violation({{"a", "1"}, {"A", "2"}}), std::nullopt);
}

TEST(TagRules, AllowFiftyThatAreNotReserved) {
  std::map<std::string, std::string> tags{{"aws:ecs:clusterName", "shop"}};
  for (int i = 0; i < 50; ++i) tags[std::to_string(i)] = "";
  EXPECT_FALSE(has_too_many_tags(tag_texts(tags)));
  tags["more"] = "";
  EXPECT_TRUE(has_too_many_tags(tag_texts(tags)));
  tags.erase("aws:ecs:clusterName");
  EXPECT_EQ(find_tag_violation(tag_texts(tags)), (TagViolation{TagFault::too_many, ""}));
}

TEST(TagRules, LeaveReservedKeysInPlace) {
  EXPECT_EQ(find_key_violation({"a", "Aws:b"}), (TagViolation{TagFault::reserved_key, "Aws:b"}));
  EXPECT_EQ(find_key_violation({"a", "b"}), std::nullopt);
}

}  // namespace
}  // namespace drydock
