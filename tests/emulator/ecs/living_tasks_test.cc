#include "emulator/ecs/living_tasks.h"

#include <gtest/gtest.h>

#include "emulator/ecs/task.h"
#include "emulator/records.h"

namespace drydock::ecs::living_tasks_test {
namespace {

TEST(LivingTasks, MayNeedWhatIsTheirsAndWhatIsNoTasks) {
  Store store{all_record_kinds()};
  const auto put = [&](const World& world, const std::string& id, TaskStatus status) {
    Task task;
    task.cluster = "default";
    task.id = id;
    task.last_status = status;
    store.put(world, std::move(task));
  };
  put({"1", "here"}, "running", TaskStatus::running);
  put({"1", "there"}, "stopping", TaskStatus::stopping);
  put({"1", "there"}, "stopped", TaskStatus::stopped);
  const LivingTasks living(store);
  EXPECT_TRUE(living.may_need({{"drydock.task", "running"}}));
  EXPECT_TRUE(living.may_need({{"drydock.task", "stopping"}}));
  EXPECT_FALSE(living.may_need({{"drydock.task", "stopped"}}));
  EXPECT_FALSE(living.may_need({{"drydock.task", "unknown"}}));
  EXPECT_TRUE(living.may_need({{"drydock.instance", "mine"}})) << "a shared volume";
}

}  // namespace
}  // namespace drydock::ecs::living_tasks_test
