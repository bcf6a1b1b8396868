#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/json/document.h"
#include "emulator/json/writer.h"
#include "emulator/store/table.h"

namespace drydock {

class Store;

/// What the store does with records of one kind without knowing them: described_record() makes one.
struct RecordKind {
  std::string_view table;  ///< `Record::table`
  std::size_t slot;        ///< `slot_of<Record>()`
  /// Writes the record of this key, which is there, as one JSON value.
  void (*write)(json::Writer& writer, const AnyTable& table, std::string_view key);
  /// Puts a record that `write` wrote.
  Result<Done> (*read)(json::View record, const World& world, Store& store);
  /// Puts the record of this key, which is there, into another store.
  void (*copy)(const AnyTable& table, std::string_view key, const World& world, Store& store);
};

/// The kinds of record that a store keeps, in the order in which it tells them. It takes them away
/// in this order too, so that those come first that would make others anew.
using RecordKinds = std::vector<RecordKind>;

}  // namespace drydock
