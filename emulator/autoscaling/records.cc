#include "emulator/autoscaling/records.h"

#include "emulator/autoscaling/scalable_target.h"
#include "emulator/autoscaling/scaling_policy.h"
#include "emulator/autoscaling/scheduled_action.h"
#include "emulator/store/described_record.h"

namespace drydock::autoscaling {

RecordKinds record_kinds() {
  return {described_record<ScalableTarget>(), described_record<ScalingPolicy>(),
          described_record<ScheduledAction>()};
}

}  // namespace drydock::autoscaling
