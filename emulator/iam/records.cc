#include "emulator/iam/records.h"

#include "emulator/iam/session.h"
#include "emulator/store/described_record.h"

namespace drydock::iam {

RecordKinds record_kinds() { return {described_record<Session>()}; }

}  // namespace drydock::iam
