#include "emulator/ecs/task_search.h"

#include "emulator/ecs/task.h"

namespace drydock::ecs {

std::optional<TaskInWorld> search_task(const Store& store, std::string_view id_or_arn) {
  for (const World& world : store.worlds()) {
    for (const auto& [key, task] : store.table<Task>(world).rows()) {
      if (task.id == id_or_arn || task.arn == id_or_arn) return TaskInWorld{world, &task};
    }
  }
  return std::nullopt;
}

}  // namespace drydock::ecs
