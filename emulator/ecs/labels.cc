#include "emulator/ecs/labels.h"

#include <algorithm>

namespace drydock::ecs {

bool are_drydocks(const std::map<std::string, std::string>& labels) {
  return std::ranges::any_of(labels,
                             [](const auto& label) { return label.first.starts_with("drydock."); });
}

bool have_one_owner(const std::map<std::string, std::string>& one,
                    const std::map<std::string, std::string>& other) {
  const std::string label(instance_label);
  const auto left = one.find(label);
  const auto right = other.find(label);
  return left != one.end() && right != other.end() && left->second == right->second;
}

}  // namespace drydock::ecs
