#include "emulator/store/store.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "emulator/json/described_json.h"
#include "emulator/store/state_dump.h"

namespace drydock {
namespace {

aws::Error unreadable(std::string_view what, const std::string& why) {
  return {json::error_code, std::string(what) + ": " + why};
}

Result<Done> read_table(const RecordKind& kind, json::View rows, const World& world, Store& store) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Result<Done> read = kind.read(rows.at(i), world, store);
    if (read) continue;
    const std::string place = std::string(kind.table) + " " + std::to_string(i);
    return unreadable(place, read.error().message());
  }
  return Done{};
}

/// Reads every world of `json` into the store; what was read before an error stays in it.
Result<Done> read_worlds(json::View worlds, Store& store) {
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    const json::View view = worlds.at(i);
    const Result<World> world = json::read<World>(view["world"]);
    if (!world) return unreadable("world", world.error().message());
    for (const RecordKind& kind : store.kinds()) {
      const Result<Done> read = read_table(kind, view["tables"][kind.table], *world, store);
      if (!read) return read.error();
    }
  }
  return Done{};
}

}  // namespace

std::vector<World> Store::worlds() const {
  std::vector<World> names;
  names.reserve(worlds_.size());
  for (const auto& [world, tables] : worlds_) names.push_back(world);
  return names;
}

void Store::on_change(std::function<void(const Change&)> listener) {
  listeners_.push_back(std::move(listener));
}

const AnyTable* Store::find_table(const World& world, std::size_t slot) const {
  const auto found = worlds_.find(world);
  if (found == worlds_.end() || slot >= found->second.size()) return nullptr;
  return found->second[slot].get();
}

AnyTable* Store::find_table(const World& world, std::size_t slot) {
  return const_cast<AnyTable*>(std::as_const(*this).find_table(world, slot));
}

const AnyTable& Store::any_table(const World& world, std::size_t slot) const {
  static const AnyTable nothing;
  const AnyTable* found = find_table(world, slot);
  return found == nullptr ? nothing : *found;
}

/// A record that nobody listed would be lost without a word.
AnyTable& Store::table_of(const World& world, std::size_t slot) {
  Tables& tables = worlds_[world];
  if (slot >= tables.size()) tables.resize(slot + 1);
  if (!tables[slot]) {
    const bool kept = std::ranges::find(kinds_, slot, &RecordKind::slot) != kinds_.end();
    if (!kept) std::abort();
    tables[slot] = std::make_unique<AnyTable>();
  }
  return *tables[slot];
}

void Store::put_record(const World& world, Kind kind, std::string key,
                       std::unique_ptr<AnyRecord> record) {
  const auto& row = table_of(world, kind.slot).put(std::move(key), std::move(record));
  tell(world, kind.table, row.first, Change::Kind::put);
}

AnyTable::Rows::value_type& Store::row_of(const World& world, std::size_t slot,
                                          std::string_view key) {
  AnyTable::Rows& rows = table_of(world, slot).rows_;
  const auto row = rows.find(key);
  if (row == rows.end()) std::abort();
  return *row;
}

bool Store::erase_from(AnyTable* table, const World& world, std::string_view name,
                       const std::string& key) {
  if (table == nullptr || !table->erase(key)) return false;
  tell(world, name, key, Change::Kind::erased);
  return true;
}

void Store::clear() { clear_some(std::numeric_limits<std::size_t>::max()); }

bool Store::clear_some(std::size_t most) {
  const std::vector<World> all = worlds();
  for (const RecordKind& kind : kinds_) {
    for (const World& world : all) {
      AnyTable* table = find_table(world, kind.slot);
      for (; table != nullptr && most > 0 && table->size() > 0; --most) {
        const std::string key = *table->key_after(nullptr);
        erase_from(table, world, kind.table, key);
      }
    }
  }
  return most == 0;
}

std::string Store::to_json() const {
  StateDump dump(*this);
  while (dump.write_some()) {
  }
  return dump.take();
}

Result<Done> Store::load_json(std::string_view json) {
  const Result<json::Document> document = json::parse(json);
  if (!document) return document.error();
  const json::View worlds = document->root()["worlds"];
  if (!worlds.is_array()) return unreadable("worlds", "there is no such array");
  // Read into a store of its own first: what cannot be read changes nothing here.
  Store trial(kinds_);
  const Result<Done> tried = read_worlds(worlds, trial);
  if (!tried) return tried.error();
  add(trial);
  return Done{};
}

void Store::become(const Store& other) {
  add(other);
  for (const World& world : worlds()) {
    for (const RecordKind& kind : kinds_) {
      AnyTable* table = find_table(world, kind.slot);
      if (table != nullptr) keep_only(*table, other.find_table(world, kind.slot), world, kind);
    }
  }
}

/// Erases what the other table, which may be missing, does not have.
void Store::keep_only(AnyTable& table, const AnyTable* other, const World& world,
                      const RecordKind& kind) {
  const std::string* next = table.key_after(nullptr);
  while (next != nullptr) {
    const std::string key = *next;
    if (other == nullptr || !other->contains(key)) erase_from(&table, world, kind.table, key);
    next = table.key_after(&key);
  }
}

void Store::add(const Store& other) {
  for (const auto& [world, tables] : other.worlds_) {
    for (const RecordKind& kind : kinds_) {
      const AnyTable* table = other.find_table(world, kind.slot);
      const std::string* key = table == nullptr ? nullptr : table->key_after(nullptr);
      for (; key != nullptr; key = table->key_after(key)) kind.copy(*table, *key, world, *this);
    }
  }
}

}  // namespace drydock
