#include "emulator/cloudwatch/records.h"

#include "emulator/cloudwatch/alarm.h"
#include "emulator/store/described_record.h"

namespace drydock::cloudwatch {

RecordKinds record_kinds() { return {described_record<MetricAlarm>()}; }

}  // namespace drydock::cloudwatch
