#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock {

/// A record that belongs to one thing, always the same: its table finds all of one `index_key()`
/// together.
template <class Record>
concept IndexedByOne = requires(const Record& record) {
  { record.index_key() } -> std::convertible_to<std::string>;
};

/// A record that is looked for by several things, which may come and go: its table finds it under
/// each of its `index_keys()`. What a key is of can be told from its text.
template <class Record>
concept IndexedByMany = requires(const Record& record) {
  { record.index_keys() } -> std::convertible_to<std::vector<std::string>>;
};

template <class Record>
concept Indexed = IndexedByOne<Record> || IndexedByMany<Record>;

/// The records of one kind in one world, whatever they are.
class AnyTable {
 public:
  AnyTable() = default;
  AnyTable(const AnyTable&) = delete;
  AnyTable& operator=(const AnyTable&) = delete;
  virtual ~AnyTable() = default;

  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual bool contains(std::string_view key) const = 0;
  /// The least key that is greater than this one; the least of all without one. Null where there is
  /// none.
  [[nodiscard]] virtual const std::string* key_after(const std::string* key) const = 0;

 private:
  friend class Store;

  /// Whether there was such a record.
  virtual bool erase(std::string_view key) = 0;
};

/// A number that has not been given yet.
std::size_t next_slot();

/// The place of a kind of record among all kinds, the same for the life of the program.
template <class Record>
std::size_t slot_of() {
  static const std::size_t slot = next_slot();
  return slot;
}

/// The records of one kind in one world, in the order of their keys. Only the Store changes one.
template <class Record>
class Table final : public AnyTable {
 public:
  using Rows = std::map<std::string, Record, std::less<>>;
  /// The records under one index key, by their own keys.
  using Members = std::map<std::string_view, const Record*>;
  using Index = std::map<std::string, Members, std::less<>>;

  [[nodiscard]] const Rows& rows() const { return rows_; }
  [[nodiscard]] std::size_t size() const override { return rows_.size(); }
  [[nodiscard]] bool contains(std::string_view key) const override { return rows_.contains(key); }
  [[nodiscard]] const std::string* key_after(const std::string* key) const override {
    const auto row = key == nullptr ? rows_.begin() : rows_.upper_bound(*key);
    return row == rows_.end() ? nullptr : &row->first;
  }

  [[nodiscard]] const Record* find(std::string_view key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : &found->second;
  }

  /// Every record of this index key, in the order of their keys. The pointers hold until a record
  /// of this table is put or erased.
  [[nodiscard]] std::vector<const Record*> indexed(
      std::string_view index_key) const requires Indexed<Record> {
    const Members& found = members(index_key);
    std::vector<const Record*> records;
    records.reserve(found.size());
    for (const auto& [key, record] : found) records.push_back(record);
    return records;
  }

  /// The same without a copy, for a walk that does not want them all.
  [[nodiscard]] const Members& members(std::string_view index_key) const requires Indexed<Record> {
    static const Members none;
    const auto found = index_.find(index_key);
    return found == index_.end() ? none : found->second;
  }

  /// The index itself in the order of its keys, for a walk over those that begin alike.
  [[nodiscard]] const Index& index() const requires Indexed<Record> { return index_; }

 private:
  friend class Store;

  const Record& put(Record record) {
    std::string key = record.key();
    erase(key);
    const auto row = rows_.emplace(std::move(key), std::move(record)).first;
    for (const std::string& index_key : keys_of(row->second)) {
      index_[index_key].emplace(row->first, &row->second);
    }
    return row->second;
  }

  /// Null where there is no such record. What is found by one thing goes on belonging to it.
  template <class Mutate>
  const Record* change(std::string_view key, Mutate&& mutate) {
    const auto row = rows_.find(key);
    if (row == rows_.end()) return nullptr;
    if constexpr (IndexedByMany<Record>) {
      const std::vector<std::string> before = keys_of(row->second);
      std::forward<Mutate>(mutate)(row->second);
      move_between(*row, before, keys_of(row->second));
    } else {
      std::forward<Mutate>(mutate)(row->second);
    }
    return &row->second;
  }

  bool erase(std::string_view key) override {
    const auto row = rows_.find(key);
    if (row == rows_.end()) return false;
    for (const std::string& index_key : keys_of(row->second)) leave(index_key, row->first);
    rows_.erase(row);
    return true;
  }

  /// In order, and each once.
  static std::vector<std::string> keys_of(const Record& record) {
    std::vector<std::string> keys;
    if constexpr (IndexedByOne<Record>) keys.push_back(record.index_key());
    if constexpr (IndexedByMany<Record>) {
      keys = record.index_keys();
      std::ranges::sort(keys);
      keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    }
    return keys;
  }

  void leave(std::string_view index_key, std::string_view key) {
    const auto members = index_.find(index_key);
    members->second.erase(key);
    if (members->second.empty()) index_.erase(members);
  }

  void move_between(const typename Rows::value_type& row, const std::vector<std::string>& before,
                    const std::vector<std::string>& after) {
    std::vector<std::string> changed;
    std::ranges::set_difference(before, after, std::back_inserter(changed));
    for (const std::string& index_key : changed) leave(index_key, row.first);
    changed.clear();
    std::ranges::set_difference(after, before, std::back_inserter(changed));
    for (const std::string& index_key : changed) index_[index_key].emplace(row.first, &row.second);
  }

  Rows rows_;
  Index index_;  ///< The views in it are the keys of `rows_`.
};

}  // namespace drydock
