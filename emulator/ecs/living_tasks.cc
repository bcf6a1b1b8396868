#include "emulator/ecs/living_tasks.h"

#include "emulator/ecs/container/labels.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {

LivingTasks::LivingTasks(const Store& store) {
  for (const World& world : store.worlds()) {
    for (const auto& [key, task] : store.table<Task>(world).rows()) {
      if (task.last_status != TaskStatus::stopped) ids_.insert(task.id);
    }
  }
}

bool LivingTasks::may_need(const Labels& labels) const {
  const auto task = labels.find(std::string(task_label));
  return task == labels.end() || ids_.contains(task->second);
}

}  // namespace drydock::ecs
