#include "emulator/ec2/records.h"

#include "emulator/ec2/lost_zone.h"
#include "emulator/store/described_record.h"

namespace drydock::ec2 {

RecordKinds record_kinds() { return {described_record<LostZone>()}; }

}  // namespace drydock::ec2
