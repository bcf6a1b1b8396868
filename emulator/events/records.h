#pragma once

#include "emulator/store/record_kind.h"

namespace drydock::events {

RecordKinds record_kinds();

}  // namespace drydock::events
