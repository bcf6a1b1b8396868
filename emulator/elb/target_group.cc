#include "emulator/elb/target_group.h"

#include <charconv>

namespace drydock::elb {

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
