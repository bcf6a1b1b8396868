#pragma once

#include <map>
#include <set>
#include <string>

#include "emulator/store/store.h"

namespace drydock::ecs {

/// The tasks of every world that have not stopped, as an engine's labels tell of them.
class LivingTasks {
 public:
  explicit LivingTasks(const Store& store);

  /// Whether one of them may need what carries these labels. What is no single task's, as a shared
  /// volume is, may be needed by any.
  [[nodiscard]] bool may_need(const std::map<std::string, std::string>& labels) const;

 private:
  std::set<std::string> ids_;
};

}  // namespace drydock::ecs
