#pragma once

#include <set>
#include <string>

#include "emulator/ports/labels.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

/// The tasks of every world that have not stopped, as an engine's labels tell of them.
class LivingTasks {
 public:
  explicit LivingTasks(const Store& store);

  /// Whether one of them may need what carries these labels. What is no single task's, as a shared
  /// volume is, may be needed by any.
  [[nodiscard]] bool may_need(const Labels& labels) const;

 private:
  std::set<std::string> ids_;
};

}  // namespace drydock::ecs
