#pragma once

#include <concepts>
#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/hashed_map.h"
#include "emulator/store/record_weight.h"

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

/// A record that is only counted under each of its `count_keys()`, which may come and go.
template <class Record>
concept Counted = requires(const Record& record) {
  { record.count_keys() } -> std::convertible_to<std::vector<std::string>>;
};

/// A record of which the index also tells the sum for each of its keys. A record's weight never
/// changes.
template <class Record>
concept Weighed = requires(const Record& record) {
  { record.weight() } -> std::convertible_to<RecordWeight>;
};

/// A record of a kind that is not known.
class AnyRecord {
 public:
  AnyRecord() = default;
  AnyRecord(const AnyRecord&) = delete;
  AnyRecord& operator=(const AnyRecord&) = delete;
  virtual ~AnyRecord() = default;

  /// What it is to be found by.
  [[nodiscard]] virtual std::vector<std::string> index_keys() const = 0;
  /// What it is to be counted under.
  [[nodiscard]] virtual std::vector<std::string> count_keys() const = 0;
  /// Nothing for a kind that is not weighed.
  [[nodiscard]] virtual RecordWeight weight() const = 0;
};

template <class Record>
class KeptRecord final : public AnyRecord {
 public:
  explicit KeptRecord(Record value) : record(std::move(value)) {}

  [[nodiscard]] std::vector<std::string> index_keys() const override {
    if constexpr (IndexedByMany<Record>) {
      return record.index_keys();
    } else if constexpr (IndexedByOne<Record>) {
      return {record.index_key()};
    } else {
      return {};
    }
  }

  [[nodiscard]] std::vector<std::string> count_keys() const override {
    if constexpr (Counted<Record>) {
      return record.count_keys();
    } else {
      return {};
    }
  }

  [[nodiscard]] RecordWeight weight() const override {
    if constexpr (Weighed<Record>) {
      return record.weight();
    } else {
      return {};
    }
  }

  [[nodiscard]] static const Record& of(const AnyRecord& any) {
    return static_cast<const KeptRecord&>(any).record;
  }

  Record record;
};

/// The records of one kind in one world, whatever they are, in the order of their keys. Only the
/// Store changes one. All that is the same for every kind is compiled once, here: a source that
/// reads a table makes no map of its own of the record's type.
class AnyTable {
 public:
  using Rows = HashedMap<std::unique_ptr<AnyRecord>>;
  /// The records under one index key, by their own keys.
  using Members = std::map<std::string_view, const AnyRecord*>;
  struct Indexed {
    Members members;
    RecordWeight weight{};  ///< Of all of them together.
  };
  using Index = std::map<std::string, Indexed, std::less<>>;

  [[nodiscard]] const Rows& rows() const { return rows_; }
  [[nodiscard]] const Index& index() const { return index_; }
  [[nodiscard]] const Members& members(std::string_view index_key) const {
    return indexed(index_key).members;
  }
  [[nodiscard]] const Indexed& indexed(std::string_view index_key) const;
  [[nodiscard]] std::size_t count(std::string_view count_key) const;
  [[nodiscard]] std::size_t count_starting_with(std::string_view prefix) const;
  /// Null where there is none.
  [[nodiscard]] const AnyRecord* find(std::string_view key) const;

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }
  /// The least key that is greater than this one; the least of all without one. Null where there is
  /// none.
  [[nodiscard]] const std::string* key_after(const std::string* key) const;

 private:
  friend class Store;

  /// Puts the record in the place of the one with its key, if there is one.
  Rows::value_type& put(std::string key, std::unique_ptr<AnyRecord> record);
  /// Whether there was such a record.
  bool erase(std::string_view key);
  /// What a record is found by and counted under: each in order and once.
  struct Keys {
    std::vector<std::string> index;
    std::vector<std::string> count;
  };
  static Keys keys_of(const AnyRecord& record);
  /// Finds and counts the record, which had these keys before it changed, by those that it has now.
  void move(const Rows::value_type& row, const Keys& before);

  void enter(const std::string& index_key, const Rows::value_type& row);
  void leave(std::string_view index_key, const Rows::value_type& row);
  void uncount(std::string_view count_key);

  Rows rows_;
  Index index_;  ///< The views in it are the keys of `rows_`.
  std::map<std::string, std::size_t, std::less<>> counts_;
};

/// A number that has not been given yet.
std::size_t next_slot();

/// The place of a kind of record among all kinds, the same for the life of the program.
template <class Record>
std::size_t slot_of() {
  static const std::size_t slot = next_slot();
  return slot;
}

/// The least text that is greater than all which begin so; empty where there is none.
std::string after_all_with(std::string_view prefix);

/// A range over one of a table's maps, in its order, that tells each of its entries as an Element.
template <class Map, class Element>
class TypedRange : public std::ranges::view_base {
  class Arrow {
   public:
    explicit Arrow(Element element) : element_(element) {}
    const Element* operator->() const { return &element_; }

   private:
    Element element_;
  };

 public:
  class iterator {
   public:
    /// Also to what knows no concepts, such as std::prev, though an entry is made when it is told.
    using iterator_category = std::bidirectional_iterator_tag;
    using value_type = Element;
    using reference = Element;
    using pointer = Arrow;
    using difference_type = std::ptrdiff_t;

    iterator() = default;
    explicit iterator(typename Map::const_iterator at) : at_(at) {}

    Element operator*() const { return Element(*at_); }
    Arrow operator->() const { return Arrow(**this); }
    iterator& operator++() { return ++at_, *this; }
    iterator& operator--() { return --at_, *this; }
    iterator operator++(int) { return iterator(at_++); }
    iterator operator--(int) { return iterator(at_--); }
    friend bool operator==(const iterator&, const iterator&) = default;

   private:
    typename Map::const_iterator at_;
  };

  /// Some of the entries, one after the other.
  struct Part {
    iterator first;
    iterator last;

    [[nodiscard]] iterator begin() const { return first; }
    [[nodiscard]] iterator end() const { return last; }
    [[nodiscard]] bool empty() const { return first == last; }
  };

  TypedRange() = default;
  explicit TypedRange(const Map& map) : map_(&map) {}

  [[nodiscard]] iterator begin() const { return iterator(map_->begin()); }
  [[nodiscard]] iterator end() const { return iterator(map_->end()); }
  [[nodiscard]] std::size_t size() const { return map_->size(); }
  [[nodiscard]] bool empty() const { return map_->empty(); }
  [[nodiscard]] iterator find(std::string_view key) const { return iterator(map_->find(key)); }
  [[nodiscard]] bool contains(std::string_view key) const { return map_->contains(key); }
  [[nodiscard]] iterator lower_bound(std::string_view key) const {
    return iterator(map_->lower_bound(key));
  }
  [[nodiscard]] iterator upper_bound(std::string_view key) const {
    return iterator(map_->upper_bound(key));
  }
  /// The entries whose keys begin so.
  [[nodiscard]] Part starting_with(std::string_view prefix) const {
    const std::string after = after_all_with(prefix);
    return {.first = lower_bound(prefix), .last = after.empty() ? end() : lower_bound(after)};
  }

 private:
  const Map* map_ = nullptr;
};

/// The records of one kind in one world, as a reader sees them: a view of the table, which holds as
/// long as the store.
template <class Record>
class Table {
 public:
  struct Row {
    const std::string& first;
    const Record& second;

    explicit Row(const AnyTable::Rows::value_type& row)
        : first(row.first), second(KeptRecord<Record>::of(*row.second)) {}
  };
  struct Member {
    std::string_view first;
    const Record* second;

    explicit Member(const AnyTable::Members::value_type& member)
        : first(member.first), second(&KeptRecord<Record>::of(*member.second)) {}
  };
  using Rows = TypedRange<AnyTable::Rows, Row>;
  /// The records under one index key, by their own keys.
  using Members = TypedRange<AnyTable::Members, Member>;
  struct IndexEntry {
    const std::string& first;
    Members second;

    explicit IndexEntry(const AnyTable::Index::value_type& entry)
        : first(entry.first), second(entry.second.members) {}
  };
  using Index = TypedRange<AnyTable::Index, IndexEntry>;

  explicit Table(const AnyTable& table) : table_(&table) {}

  [[nodiscard]] Rows rows() const { return Rows(table_->rows()); }
  [[nodiscard]] std::size_t size() const { return table_->size(); }
  [[nodiscard]] bool contains(std::string_view key) const { return table_->contains(key); }
  [[nodiscard]] const Record* find(std::string_view key) const {
    const AnyRecord* found = table_->find(key);
    return found == nullptr ? nullptr : &KeptRecord<Record>::of(*found);
  }

  /// Every record whose own key begins so, in the order of their keys. The pointers hold as those
  /// of indexed().
  [[nodiscard]] std::vector<const Record*> starting_with(std::string_view prefix) const {
    std::vector<const Record*> records;
    for (const auto& [key, record] : rows().starting_with(prefix)) records.push_back(&record);
    return records;
  }

  /// Every record of this index key, in the order of their keys. The pointers hold until a record
  /// of this table is put or erased.
  [[nodiscard]] std::vector<const Record*> indexed(
      std::string_view index_key) const requires Indexed<Record> {
    const AnyTable::Members& found = table_->members(index_key);
    std::vector<const Record*> records;
    records.reserve(found.size());
    for (const auto& [key, record] : found) records.push_back(&KeptRecord<Record>::of(*record));
    return records;
  }

  /// The same without a copy, for a walk that does not want them all.
  [[nodiscard]] Members members(std::string_view index_key) const requires Indexed<Record> {
    return Members(table_->members(index_key));
  }

  /// The sum of the weights of these records.
  [[nodiscard]] const RecordWeight& weight(
      std::string_view index_key) const requires Indexed<Record> && Weighed<Record> {
    return table_->indexed(index_key).weight;
  }

  /// How many records there are under a count key, or under all of them that begin so.
  [[nodiscard]] std::size_t count(std::string_view count_key) const requires Counted<Record> {
    return table_->count(count_key);
  }
  [[nodiscard]] std::size_t count_starting_with(
      std::string_view prefix) const requires Counted<Record> {
    return table_->count_starting_with(prefix);
  }

  /// The index itself in the order of its keys, for a walk over those that begin alike.
  [[nodiscard]] Index index() const requires Indexed<Record> { return Index(table_->index()); }

 private:
  const AnyTable* table_;
};

}  // namespace drydock

template <class Map, class Element>
inline constexpr bool std::ranges::enable_borrowed_range<drydock::TypedRange<Map, Element>> = true;
