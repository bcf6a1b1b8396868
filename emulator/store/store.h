#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/store/record_kind.h"
#include "emulator/store/table.h"

namespace drydock {

/// What a change did, told to every listener right after it.
struct Change {
  enum class Kind { put, erased };
  const World& world;
  std::string_view table;  ///< The record's kind, such as "services".
  std::string_view key;
  Kind kind = Kind::put;
};

/// All that drydock knows: typed tables of records, a set for each world. It knows no record
/// itself; each service lists its kinds. It lives on the control thread alone, so a reader sees a
/// consistent world and nobody locks. Every change comes through `put`, `change` and `erase`, which
/// tell the listeners; a journal is one of them.
///
/// Pointers and references into it hold until the next change to the same table.
class Store {
 public:
  /// Keeps these kinds of record, and ends the program where a record of another is put.
  explicit Store(RecordKinds kinds) : kinds_(std::move(kinds)) {}
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  template <class Record>
  [[nodiscard]] Table<Record> table(const World& world) const {
    return Table<Record>(any_table(world, slot_of<Record>()));
  }

  template <class Record>
  [[nodiscard]] const Record* find(const World& world, std::string_view key) const {
    return table<Record>(world).find(key);
  }

  /// Adds the record, or replaces the one with its key.
  template <class Record>
  const Record& put(const World& world, Record record) {
    std::string key = record.key();
    auto kept = std::make_unique<KeptRecord<Record>>(std::move(record));
    const Record& put = kept->record;
    put_record(world, {slot_of<Record>(), Record::table}, std::move(key), std::move(kept));
    return put;
  }

  /// Changes a record in place by `mutate(Record&)`, which leaves its key as it is, and its
  /// `index_key()` where it has one; `index_keys()` and `count_keys()` may change. The record must
  /// be there.
  template <class Record, class Mutate>
  const Record& change(const World& world, std::string_view key, Mutate&& mutate) {
    AnyTable::Rows::value_type& row = row_of(world, slot_of<Record>(), key);
    Record& record = static_cast<KeptRecord<Record>&>(*row.second).record;
    if constexpr (IndexedByMany<Record> || Counted<Record>) {
      const AnyTable::Keys before = AnyTable::keys_of(*row.second);
      std::forward<Mutate>(mutate)(record);
      table_of(world, slot_of<Record>()).move(row, before);
    } else {
      std::forward<Mutate>(mutate)(record);
    }
    tell(world, Record::table, row.first, Change::Kind::put);
    return record;
  }

  /// Whether there was a record to take away.
  template <class Record>
  bool erase(const World& world, std::string_view key) {
    return erase_from(find_table(world, slot_of<Record>()), world, Record::table, std::string(key));
  }

  /// The worlds in which something has been put so far, in order.
  [[nodiscard]] std::vector<World> worlds() const;

  /// Calls the listener after every change, on the control thread, inside the call that made it. A
  /// listener does not change the store; it notes what to do and does it later.
  void on_change(std::function<void(const Change&)> listener);

  /// What is changed while one lives is one change, however many turns of the control thread it
  /// takes: a journal keeps it whole or not at all, together with what others change meanwhile, and
  /// nobody is told of any of it before.
  class Whole {
   public:
    explicit Whole(Store& store) : store_(store) { ++store_.wholes_; }
    ~Whole() { store_.end_whole(); }
    Whole(const Whole&) = delete;
    Whole& operator=(const Whole&) = delete;

   private:
    Store& store_;
  };
  [[nodiscard]] bool is_amid_whole() const { return wholes_ > 0; }
  /// Calls the listener when the last of those that live at a time has ended.
  void on_whole_end(std::function<void()> listener) { whole_end_ = std::move(listener); }

  /// Takes away every record of every world, each erasure told as a change of its own.
  void clear();
  /// Takes away as many records at most, kind by kind in the order of `kinds()`. False once there
  /// is none left.
  bool clear_some(std::size_t most);

  [[nodiscard]] const RecordKinds& kinds() const { return kinds_; }
  /// The records of one of the kinds in a world, or null where there never was one.
  [[nodiscard]] const AnyTable* find_table(const World& world, std::size_t slot) const;
  /// The same, but an empty table where there never was one.
  [[nodiscard]] const AnyTable& any_table(const World& world, std::size_t slot) const;

  /// Every record of every world as one JSON object, in a fixed order; equal stores give equal
  /// text. StateDump gives the same in slices.
  [[nodiscard]] std::string to_json() const;
  /// Puts every record of `json`, as to_json gave it. An error names what could not be read; the
  /// store is then unchanged.
  Result<Done> load_json(std::string_view json);
  /// Takes on the other's records in place of its own, in one go, each told as a change. What both
  /// have is at no time erased.
  void become(const Store& other);

 private:
  using Tables = std::vector<std::unique_ptr<AnyTable>>;  ///< By slot.

  struct Kind {
    std::size_t slot;
    std::string_view table;
  };

  void put_record(const World& world, Kind kind, std::string key,
                  std::unique_ptr<AnyRecord> record);
  /// The record, which must be there.
  AnyTable::Rows::value_type& row_of(const World& world, std::size_t slot, std::string_view key);
  void add(const Store& other);
  void keep_only(AnyTable& table, const AnyTable* other, const World& world,
                 const RecordKind& kind);
  /// The table of a kind that this store keeps.
  AnyTable& table_of(const World& world, std::size_t slot);
  AnyTable* find_table(const World& world, std::size_t slot);
  bool erase_from(AnyTable* table, const World& world, std::string_view name,
                  const std::string& key);

  void tell(const World& world, std::string_view table, std::string_view key,
            Change::Kind kind) const {
    const Change change{world, table, key, kind};
    for (const auto& listener : listeners_) listener(change);
  }

  void end_whole() {
    if (--wholes_ == 0 && whole_end_) whole_end_();
  }

  RecordKinds kinds_;
  std::map<World, Tables> worlds_;
  std::vector<std::function<void(const Change&)>> listeners_;
  int wholes_ = 0;  ///< That live now.
  std::function<void()> whole_end_;
};

}  // namespace drydock
