#pragma once

#include "emulator/store/record_kind.h"

namespace drydock::ecs {

/// The kinds of record of this folder.
RecordKinds record_kinds();

}  // namespace drydock::ecs
