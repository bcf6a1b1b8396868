#include "emulator/store/table.h"

#include <algorithm>

namespace drydock {

std::size_t next_slot() {
  static std::size_t given = 0;
  return given++;
}

const AnyTable::Indexed& AnyTable::indexed(std::string_view index_key) const {
  static const Indexed none;
  const auto found = index_.find(index_key);
  return found == index_.end() ? none : found->second;
}

std::size_t AnyTable::count_with_prefix(std::string_view prefix) const {
  std::size_t count = 0;
  for (auto entry = index_.lower_bound(prefix);
       entry != index_.end() && entry->first.starts_with(prefix); ++entry) {
    count += entry->second.members.size();
  }
  return count;
}

const AnyRecord* AnyTable::find(std::string_view key) const {
  const auto found = rows_.find(key);
  return found == rows_.end() ? nullptr : found->second.get();
}

const std::string* AnyTable::key_after(const std::string* key) const {
  const auto row = key == nullptr ? rows_.begin() : rows_.upper_bound(*key);
  return row == rows_.end() ? nullptr : &row->first;
}

AnyTable::Rows::value_type& AnyTable::put(std::string key, std::unique_ptr<AnyRecord> record) {
  erase(key);
  Rows::value_type& row = *rows_.emplace(std::move(key), std::move(record)).first;
  for (const std::string& index_key : keys_of(*row.second)) enter(index_key, row);
  return row;
}

bool AnyTable::erase(std::string_view key) {
  const auto row = rows_.find(key);
  if (row == rows_.end()) return false;
  for (const std::string& index_key : keys_of(*row->second)) leave(index_key, *row);
  rows_.erase(row);
  return true;
}

std::vector<std::string> AnyTable::keys_of(const AnyRecord& record) {
  std::vector<std::string> keys = record.index_keys();
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

void AnyTable::move(const Rows::value_type& row, const std::vector<std::string>& before) {
  const std::vector<std::string> after = keys_of(*row.second);
  std::vector<std::string> changed;
  std::ranges::set_difference(before, after, std::back_inserter(changed));
  for (const std::string& index_key : changed) leave(index_key, row);
  changed.clear();
  std::ranges::set_difference(after, before, std::back_inserter(changed));
  for (const std::string& index_key : changed) enter(index_key, row);
}

void AnyTable::enter(const std::string& index_key, const Rows::value_type& row) {
  Indexed& entry = index_[index_key];
  entry.members.emplace(row.first, row.second.get());
  entry.weight += row.second->weight();
}

void AnyTable::leave(std::string_view index_key, const Rows::value_type& row) {
  const auto entry = index_.find(index_key);
  entry->second.weight -= row.second->weight();
  entry->second.members.erase(row.first);
  if (entry->second.members.empty()) index_.erase(entry);
}

}  // namespace drydock
