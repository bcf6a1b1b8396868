#pragma once

#include <utility>

#include "emulator/json/described_json.h"
#include "emulator/store/record_kind.h"
#include "emulator/store/store.h"

namespace drydock {

/// A kind of record that described_json can write and read. To be used where a service lists its
/// kinds, and nowhere else: it makes the code that knows the record's members.
template <class Record>
RecordKind described_record() {
  return {
      .table = Record::table,
      .slot = slot_of<Record>(),
      .write = [](json::Writer& writer, const AnyTable& table,
                  std::string_view key) { json::write(writer, *Table<Record>(table).find(key)); },
      .read = [](json::View json, const World& world, Store& store) -> Result<Done> {
        Result<Record> record = json::read<Record>(json);
        if (!record) return record.error();
        store.put(world, std::move(*record));
        return Done{};
      },
      .copy = [](const AnyTable& table, std::string_view key, const World& world,
                 Store& store) { store.put(world, *Table<Record>(table).find(key)); }};
}

}  // namespace drydock
