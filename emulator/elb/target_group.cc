#include "emulator/elb/target_group.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace drydock::elb {

const Target* find_target(const TargetGroup& group, std::string_view id, int port) {
  const auto found = std::ranges::find_if(
      group.targets, [&](const Target& target) { return target.id == id && target.port == port; });
  return found == group.targets.end() ? nullptr : &*found;
}

Target* find_target(TargetGroup& group, std::string_view id, int port) {
  return const_cast<Target*>(find_target(std::as_const(group), id, port));
}

std::string target_name(std::string_view target_group_arn, const Target& target) {
  return std::string(target_group_arn) + " " + target.id + ":" + std::to_string(target.port);
}

Duration deregistration_delay(const TargetGroup& group) {
  int delay = 300;
  const auto found = group.attributes.find("deregistration_delay.timeout_seconds");
  if (found != group.attributes.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), delay);
  }
  return seconds(delay);
}

}  // namespace drydock::elb
