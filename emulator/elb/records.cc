#include "emulator/elb/records.h"

#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/store/described_record.h"

namespace drydock::elb {

RecordKinds record_kinds() {
  return {described_record<LoadBalancer>(), described_record<Listener>(), described_record<Rule>(),
          described_record<TargetGroup>(), described_record<Target>()};
}

}  // namespace drydock::elb
