#include "emulator/store/table.h"

#include <algorithm>

namespace drydock {

std::size_t next_slot() {
  static std::size_t given = 0;
  return given++;
}

const AnyTable::Members& AnyTable::members(std::string_view index_key) const {
  static const Members none;
  const auto found = index_.find(index_key);
  return found == index_.end() ? none : found->second;
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
  for (const std::string& index_key : keys_of(*row->second)) leave(index_key, row->first);
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
  for (const std::string& index_key : changed) leave(index_key, row.first);
  changed.clear();
  std::ranges::set_difference(after, before, std::back_inserter(changed));
  for (const std::string& index_key : changed) enter(index_key, row);
}

void AnyTable::enter(const std::string& index_key, const Rows::value_type& row) {
  index_[index_key].emplace(row.first, row.second.get());
}

void AnyTable::leave(std::string_view index_key, std::string_view key) {
  const auto members = index_.find(index_key);
  members->second.erase(key);
  if (members->second.empty()) index_.erase(members);
}

}  // namespace drydock
