#pragma once

#include "emulator/store/record_kind.h"

namespace drydock {

/// Every kind of record of every service: what a store of the whole of drydock keeps.
RecordKinds all_record_kinds();

}  // namespace drydock
