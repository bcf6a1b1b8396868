#include "emulator/ecs/definition/task_definition_lookup.h"

#include <gtest/gtest.h>

#include "emulator/ecs/task_definition.h"
#include "emulator/records.h"

namespace drydock::ecs::task_definition_lookup_test {
namespace {

using model::ecs::TaskDefinitionStatus;

const World world{"123456789012", "eu-west-1"};

std::string arn_of(const std::string& name) {
  return "arn:aws:ecs:eu-west-1:123456789012:task-definition/" + name;
}

class TaskDefinitionLookup : public ::testing::Test {
 protected:
  TaskDefinitionLookup() {
    add("web", 1, TaskDefinitionStatus::inactive);
    add("web", 2, TaskDefinitionStatus::active);
    add("web", 10, TaskDefinitionStatus::active);
    add("web", 11, TaskDefinitionStatus::inactive);
    add("web-old", 1, TaskDefinitionStatus::inactive);
  }

  void add(const std::string& family, int revision, TaskDefinitionStatus status) {
    TaskDefinition record;
    record.definition.family = family;
    record.definition.revision = revision;
    record.definition.status = status;
    store_.put(world, std::move(record));
  }

  /// "family:revision" of what is found, or why nothing is.
  std::string found(const std::string& given) {
    const auto revision = find_task_definition(store_, world, given);
    if (!revision) return std::string(revision.error().code());
    if (*revision == nullptr) return "none";
    const auto& definition = (*revision)->definition;
    return *definition.family + ":" + std::to_string(*definition.revision);
  }

  Store store_{all_record_kinds()};
};

TEST_F(TaskDefinitionLookup, FindsByEveryName) {
  const std::pair<std::string, std::string> rows[] = {
      {"web", "web:10"},
      {"web:2", "web:2"},
      {"web:11", "web:11"},
      {arn_of("web"), "web:10"},
      {arn_of("web:1"), "web:1"},
      {"web:3", "none"},
      {"web-old", "none"},
      {"web-old:1", "web-old:1"},
      {"we", "none"},
      {"", "none"},
      {"web:0", "InvalidParameterException"},
      {"arn:aws:ecs:eu-west-1:999999999999:task-definition/web", "InvalidParameterException"},
  };
  for (const auto& [given, expected] : rows) EXPECT_EQ(found(given), expected) << given;
}

TEST_F(TaskDefinitionLookup, FindsWhatARecordNamesOrNothing) {
  ASSERT_NE(find_revision(store_, world, arn_of("web:2")), nullptr);
  EXPECT_TRUE(is_active(*find_revision(store_, world, arn_of("web:2"))));
  EXPECT_FALSE(is_active(*find_revision(store_, world, arn_of("web:1"))));
  EXPECT_EQ(find_revision(store_, world, arn_of("web:3")), nullptr);
  EXPECT_EQ(find_revision(store_, world, ""), nullptr);
}

}  // namespace
}  // namespace drydock::ecs::task_definition_lookup_test
