#pragma once

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/cloudwatch/alarm.h"

namespace drydock {
class Store;
}

namespace drydock::cloudwatch {

/// Keeps a configured alarm, with these tags where it is new. One that is there keeps its state,
/// its history and its tags. LimitExceededFault beyond alarms_max.
Result<Done> keep_alarm(Store& store, const World& world, MetricAlarm alarm,
                        std::vector<model::cloudwatch::Tag> tags, TimePoint now);

}  // namespace drydock::cloudwatch
