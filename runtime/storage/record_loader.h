#pragma once

#include <cstddef>

#include "emulator/ports/journal.h"
#include "emulator/store/store.h"

namespace drydock::storage {

/// What came of loading a journal.
struct Loaded {
  std::size_t records = 0;
  std::size_t set_aside = 0;  ///< Records that could not be read; the log tells which.
};

/// Puts every record of the journal into the store. One that cannot be read, or of a kind that this
/// drydock does not know, is set aside, and the others are loaded all the same.
Loaded load_records(Journal& journal, Store& store);

}  // namespace drydock::storage
