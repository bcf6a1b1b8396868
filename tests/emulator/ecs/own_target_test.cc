#include "emulator/ecs/own_target.h"

#include <gtest/gtest.h>

#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "emulator/records.h"

namespace drydock::ecs::own_target_test {
namespace {

const World world{"000000000000", "us-east-1"};
const TimePoint now{std::chrono::hours(1000)};

struct Case {
  const char* what;
  std::optional<std::string> owner;  ///< Nothing: the group does not have the target.
  bool drains = false;
  bool deregistered = false;  ///< Its service has taken it out of the group.
  bool is_own = false;
  bool waits = false;
};

TEST(OwnTarget, IsTheTasksAsLongAsNobodyElseHasItsPlace) {
  const Case cases[] = {
      {.what = "it has gone", .owner = {}},
      {.what = "registered", .owner = "shop/a", .is_own = true, .waits = true},
      {.what = "draining",
       .owner = "shop/a",
       .drains = true,
       .deregistered = true,
       .is_own = true,
       .waits = true},
      {.what = "taken out by a client",
       .owner = "shop/a",
       .drains = true,
       .is_own = true,
       .waits = true},
      {.what = "put back by a client", .owner = "shop/a", .deregistered = true, .is_own = true},
      {.what = "another task's", .owner = "shop/b"},
      {.what = "another task's, which stops", .owner = "shop/b", .drains = true},
      {.what = "nobody's", .owner = ""},
  };
  for (const Case& one : cases) {
    Store store{all_record_kinds()};
    Task task{.id = "a", .cluster = "shop"};
    task.targets = {{.target_group_arn = "group", .id = "10.0.0.1", .port = 80}};
    task.notes.deregistered = one.deregistered;
    elb::Target target{.target_group_arn = "group", .id = "10.0.0.1", .port = 80};
    target.owner = one.owner.value_or("");
    if (one.drains) target.deregistered_at = now;
    if (one.owner) store.put(world, target);
    EXPECT_EQ(own_target(store, world, task, task.targets[0]) != nullptr, one.is_own) << one.what;
    EXPECT_EQ(waits_for_targets(store, world, task), one.waits) << one.what;
  }
}

}  // namespace
}  // namespace drydock::ecs::own_target_test
