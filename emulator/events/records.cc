#include "emulator/events/records.h"

#include "emulator/events/api_destination.h"
#include "emulator/events/rule.h"
#include "emulator/store/described_record.h"

namespace drydock::events {

RecordKinds record_kinds() {
  return {described_record<Rule>(), described_record<Connection>(),
          described_record<ApiDestination>()};
}

}  // namespace drydock::events
