#pragma once

#include <concepts>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock {

/// A record that belongs to something: its table finds all of one `index_key()` together.
template <class Record>
concept Indexed = requires(const Record& record) {
  { record.index_key() } -> std::convertible_to<std::string>;
};

/// The records of one kind in one world, in the order of their keys. Only the Store changes one.
template <class Record>
class Table {
 public:
  using Rows = std::map<std::string, Record, std::less<>>;

  [[nodiscard]] const Rows& rows() const { return rows_; }

  [[nodiscard]] const Record* find(std::string_view key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : &found->second;
  }

  /// Every record of this `index_key()`, in the order of their keys. The pointers hold until a
  /// record of this table is put or erased.
  [[nodiscard]] std::vector<const Record*> indexed(
      std::string_view index_key) const requires Indexed<Record> {
    std::vector<const Record*> found;
    const auto members = index_.find(index_key);
    if (members == index_.end()) return found;
    found.reserve(members->second.size());
    for (const auto& [key, record] : members->second) found.push_back(record);
    return found;
  }

 private:
  friend class Store;

  const Record& put(Record record) {
    std::string key = record.key();
    erase(key);
    const auto row = rows_.emplace(std::move(key), std::move(record)).first;
    if constexpr (Indexed<Record>) index_[row->second.index_key()][row->first] = &row->second;
    return row->second;
  }

  Record* find_mutable(std::string_view key) { return const_cast<Record*>(find(key)); }

  bool erase(std::string_view key) {
    const auto row = rows_.find(key);
    if (row == rows_.end()) return false;
    if constexpr (Indexed<Record>) {
      const auto members = index_.find(row->second.index_key());
      members->second.erase(row->first);
      if (members->second.empty()) index_.erase(members);
    }
    rows_.erase(row);
    return true;
  }

  Rows rows_;
  /// Index key to the rows that have it; the views are the keys of `rows_`.
  std::map<std::string, std::map<std::string_view, const Record*>, std::less<>> index_;
};

}  // namespace drydock
