#pragma once

#include "emulator/store/record_kind.h"

namespace drydock::ec2 {

/// The kinds of record of this folder.
RecordKinds record_kinds();

}  // namespace drydock::ec2
