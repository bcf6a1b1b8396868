#include "emulator/elb/target_group.h"

#include "emulator/elb/attributes.h"

namespace drydock::elb {

Duration deregistration_delay(const TargetGroup& group) {
  return seconds(number_attribute(target_group_attributes(), group.attributes,
                                  "deregistration_delay.timeout_seconds"));
}

}  // namespace drydock::elb
