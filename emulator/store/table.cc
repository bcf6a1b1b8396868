#include "emulator/store/table.h"

#include <algorithm>

namespace drydock {
namespace {

/// What the first list, in order as the second, has and the second has not.
std::vector<std::string> only_in(const std::vector<std::string>& one,
                                 const std::vector<std::string>& other) {
  std::vector<std::string> found;
  std::ranges::set_difference(one, other, std::back_inserter(found));
  return found;
}

}  // namespace

std::size_t next_slot() {
  static std::size_t given = 0;
  return given++;
}

const AnyTable::Indexed& AnyTable::indexed(std::string_view index_key) const {
  static const Indexed none;
  const auto found = index_.find(index_key);
  return found == index_.end() ? none : found->second;
}

std::string after_all_with(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xff) after.pop_back();
  if (!after.empty()) ++after.back();
  return after;
}

std::size_t AnyTable::count(std::string_view count_key) const {
  const auto found = counts_.find(count_key);
  return found == counts_.end() ? 0 : found->second;
}

std::size_t AnyTable::count_starting_with(std::string_view prefix) const {
  std::size_t count = 0;
  for (auto entry = counts_.lower_bound(prefix);
       entry != counts_.end() && entry->first.starts_with(prefix); ++entry) {
    count += entry->second;
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
  Rows::value_type& row = *rows_.try_emplace(std::move(key), std::move(record)).first;
  const Keys keys = keys_of(*row.second);
  for (const std::string& index_key : keys.index) enter(index_key, row);
  for (const std::string& count_key : keys.count) ++counts_[count_key];
  return row;
}

bool AnyTable::erase(std::string_view key) {
  const auto row = rows_.find(key);
  if (row == rows_.end()) return false;
  const Keys keys = keys_of(*row->second);
  for (const std::string& index_key : keys.index) leave(index_key, *row);
  for (const std::string& count_key : keys.count) uncount(count_key);
  rows_.erase(row);
  return true;
}

AnyTable::Keys AnyTable::keys_of(const AnyRecord& record) {
  Keys keys{record.index_keys(), record.count_keys()};
  for (std::vector<std::string>* list : {&keys.index, &keys.count}) {
    std::ranges::sort(*list);
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return keys;
}

void AnyTable::move(const Rows::value_type& row, const Keys& before) {
  const Keys after = keys_of(*row.second);
  for (const std::string& key : only_in(before.index, after.index)) leave(key, row);
  for (const std::string& key : only_in(after.index, before.index)) enter(key, row);
  for (const std::string& key : only_in(before.count, after.count)) uncount(key);
  for (const std::string& key : only_in(after.count, before.count)) ++counts_[key];
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

void AnyTable::uncount(std::string_view count_key) {
  const auto entry = counts_.find(count_key);
  if (--entry->second == 0) counts_.erase(entry);
}

}  // namespace drydock
