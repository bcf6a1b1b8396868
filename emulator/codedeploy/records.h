#pragma once

#include "emulator/store/record_kind.h"

namespace drydock::codedeploy {

/// The kinds of record of this folder.
RecordKinds record_kinds();

}  // namespace drydock::codedeploy
