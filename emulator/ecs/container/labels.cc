#include "emulator/ecs/container/labels.h"

#include <algorithm>

namespace drydock::ecs {

bool are_drydocks(const Labels& labels) {
  return std::ranges::any_of(labels,
                             [](const auto& label) { return label.first.starts_with("drydock."); });
}

bool have_one_owner(const Labels& one, const Labels& other) {
  const auto left = one.find(instance_label);
  const auto right = other.find(instance_label);
  return left != one.end() && right != other.end() && left->second == right->second;
}

}  // namespace drydock::ecs
