#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace drydock {

/// A map in the order of its texts, which finds one by its hash: down a tree of a hundred thousand
/// texts nearly every step waits for memory. An entry stays where it is until it is erased. It may
/// grow very large, and never holds its user up for it.
template <class Value>
class HashedMap {
  using Entries = std::map<std::string, Value, std::less<>>;

 public:
  using value_type = typename Entries::value_type;
  using iterator = typename Entries::iterator;
  using const_iterator = typename Entries::const_iterator;

  HashedMap() = default;
  HashedMap(const HashedMap&) = delete;
  HashedMap& operator=(const HashedMap&) = delete;

  [[nodiscard]] iterator begin() { return entries_.begin(); }
  [[nodiscard]] iterator end() { return entries_.end(); }
  [[nodiscard]] const_iterator begin() const { return entries_.begin(); }
  [[nodiscard]] const_iterator end() const { return entries_.end(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }

  [[nodiscard]] iterator find(std::string_view key) {
    const iterator* found = place_of(Probe(key));
    return found == nullptr ? entries_.end() : *found;
  }
  [[nodiscard]] const_iterator find(std::string_view key) const {
    const iterator* found = place_of(Probe(key));
    return found == nullptr ? entries_.end() : const_iterator(*found);
  }
  [[nodiscard]] bool contains(std::string_view key) const {
    return place_of(Probe(key)) != nullptr;
  }
  /// Throws std::out_of_range where there is none.
  [[nodiscard]] const Value& at(std::string_view key) const {
    const auto found = find(key);
    if (found == end()) throw std::out_of_range("HashedMap::at");
    return found->second;
  }

  [[nodiscard]] const_iterator lower_bound(std::string_view key) const {
    return entries_.lower_bound(key);
  }
  [[nodiscard]] const_iterator upper_bound(std::string_view key) const {
    return entries_.upper_bound(key);
  }

  /// As std::map::try_emplace.
  template <class... Arguments>
  std::pair<iterator, bool> try_emplace(std::string key, Arguments&&... arguments) {
    const Probe probe(key);
    if (const iterator* found = place_of(probe)) return {*found, false};
    const auto made = entries_.try_emplace(std::move(key), std::forward<Arguments>(arguments)...);
    shards_[probe.shard()].insert(made.first);
    return made;
  }

  void erase(iterator entry) {
    shards_[Probe(entry->first).shard()].erase(entry);
    entries_.erase(entry);
  }

 private:
  /// A table of many places that grows goes through all of them: none has more than a part of them.
  static constexpr std::size_t shard_count = 32;

  /// A text that is looked for, whose hash is worked out once.
  struct Probe {
    std::string_view key;
    std::size_t hash;

    explicit Probe(std::string_view text) : key(text), hash(std::hash<std::string_view>()(text)) {}
    /// By other bits than those that a table chooses its bucket by.
    [[nodiscard]] std::size_t shard() const { return (hash >> 48) % shard_count; }
  };
  struct Hash {
    using is_transparent = void;
    /// Not noexcept: so a table keeps the hashes, and works out none again when it grows.
    std::size_t operator()(const Probe& probe) const { return probe.hash; }
    std::size_t operator()(iterator entry) const { return Probe(entry->first).hash; }
  };
  struct Same {
    using is_transparent = void;
    bool operator()(iterator one, iterator other) const { return one == other; }
    bool operator()(const Probe& probe, iterator entry) const { return probe.key == entry->first; }
    bool operator()(iterator entry, const Probe& probe) const { return probe.key == entry->first; }
  };
  using Places = std::unordered_set<iterator, Hash, Same>;

  /// Null where there is none.
  const iterator* place_of(const Probe& probe) const {
    const Places& places = shards_[probe.shard()];
    const auto found = places.find(probe);
    return found == places.end() ? nullptr : &*found;
  }

  Entries entries_;
  std::array<Places, shard_count> shards_;
};

}  // namespace drydock
