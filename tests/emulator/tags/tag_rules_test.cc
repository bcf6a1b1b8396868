#include "emulator/tags/tag_rules.h"

#include <gtest/gtest.h>

namespace drydock::tag_rules_test {
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

/// A shape of tags such as a model has.
struct Tag {
  std::optional<std::string> key;
  std::optional<std::string> value;
  friend bool operator==(const Tag&, const Tag&) = default;
};

TEST(TagRules, MergeByKeyAndKeepTheOrder) {
  struct Row {
    std::vector<Tag> tags;
    std::vector<Tag> added;
    std::vector<Tag> merged;
  };
  const Row rows[] = {
      {{}, {}, {}},
      {{{"a", "1"}}, {}, {{"a", "1"}}},
      {{{"b", "1"}}, {{"a", "2"}}, {{"b", "1"}, {"a", "2"}}},
      {{{"b", "1"}, {"c", "1"}}, {{"b", "2"}}, {{"b", "2"}, {"c", "1"}}},
      {{{"b", "1"}}, {{"B", "2"}, {"b", ""}}, {{"b", ""}, {"B", "2"}}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(merged_tags(row.tags, row.added), row.merged);
    std::map<std::string, std::string> tags;
    std::map<std::string, std::string> added;
    std::map<std::string, std::string> merged;
    for (const Tag& tag : row.tags) tags.emplace(*tag.key, *tag.value);
    for (const Tag& tag : row.added) added.emplace(*tag.key, *tag.value);
    for (const Tag& tag : row.merged) merged.emplace(*tag.key, *tag.value);
    EXPECT_EQ(merged_tags(tags, added), merged);
  }
}

TEST(TagRules, EraseWhatIsNamedAndThere) {
  std::vector<Tag> tags{{"a", "1"}, {"b", "2"}, {"A", "3"}};
  erase_tags(tags, {"a", "c"});
  EXPECT_EQ(tags, (std::vector<Tag>{{"b", "2"}, {"A", "3"}}));
  std::map<std::string, std::string> map{{"a", "1"}, {"b", "2"}};
  erase_tags(map, {"a", "c"});
  EXPECT_EQ(map, (std::map<std::string, std::string>{{"b", "2"}}));
}

TEST(TagRules, LeaveReservedKeysInPlace) {
  EXPECT_EQ(find_key_violation({"a", "Aws:b"}), (TagViolation{TagFault::reserved_key, "Aws:b"}));
  EXPECT_EQ(find_key_violation({"a", "b"}), std::nullopt);
}

}  // namespace
}  // namespace drydock::tag_rules_test
