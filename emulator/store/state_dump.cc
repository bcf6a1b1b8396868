#include "emulator/store/state_dump.h"

#include "emulator/json/described_json.h"

namespace drydock {
namespace {

constexpr std::size_t slice_size = std::size_t{256} * 1024;

}  // namespace

StateDump::StateDump(const Store& store) : store_(store), worlds_(store.worlds()) {
  writer_.begin_object();
  writer_.key("worlds");
  writer_.begin_array();
}

bool StateDump::write_some() {
  slice_end_ = writer_.text().size() + slice_size;
  while (place_.world < worlds_.size() && !slice_is_full()) {
    if (place_.kind == 0 && !place_.after) begin_world();
    write_kind();
    if (place_.kind == store_.kinds().size()) end_world();
  }
  if (place_.world < worlds_.size()) return true;
  writer_.end_array();
  writer_.end_object();
  return false;
}

void StateDump::write_kind() {
  if (place_.kind == store_.kinds().size()) return;
  const RecordKind& kind = store_.kinds()[place_.kind];
  const AnyTable* table = store_.find_table(worlds_[place_.world], kind.slot);
  const std::string* next = table == nullptr ? nullptr : next_key(*table);
  if (next != nullptr && !place_.after) {
    writer_.key(kind.table);
    writer_.begin_array();
  }
  // One at least, however full the slice: `after` tells that the array has begun.
  while (next != nullptr) {
    kind.write(writer_, *table, *next);
    place_.after = *next;
    next = next_key(*table);
    if (slice_is_full()) break;
  }
  if (next != nullptr) return;
  if (place_.after) writer_.end_array();
  place_.after.reset();
  ++place_.kind;
}

const std::string* StateDump::next_key(const AnyTable& table) const {
  return table.key_after(place_.after ? &*place_.after : nullptr);
}

void StateDump::begin_world() {
  writer_.begin_object();
  writer_.key("world");
  json::write(writer_, worlds_[place_.world]);
  writer_.key("tables");
  writer_.begin_object();
}

void StateDump::end_world() {
  writer_.end_object();
  writer_.end_object();
  place_ = Place{.world = place_.world + 1};
}

}  // namespace drydock
