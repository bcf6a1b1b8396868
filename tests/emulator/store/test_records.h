#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/store/described_record.h"

/// Records of the store's tests alone: it knows no kind, so neither do they.
namespace drydock {

struct Harbour {
  static constexpr std::string_view table = "harbours";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;
  std::string padding;

  friend bool operator==(const Harbour&, const Harbour&) = default;
};
BOOST_DESCRIBE_STRUCT(Harbour, (), (name, padding))

/// Found by its harbour.
struct Ship {
  static constexpr std::string_view table = "ships";
  [[nodiscard]] std::string key() const { return harbour + "/" + name; }
  [[nodiscard]] std::string index_key() const { return harbour; }

  std::string name;
  std::string harbour;
  std::optional<int> guns;
  TimePoint launched_at;

  friend bool operator==(const Ship&, const Ship&) = default;
};
BOOST_DESCRIBE_STRUCT(Ship, (), (name, harbour, guns, launched_at))

/// Found by each of its marks, which come and go, and may be told twice; those of a mark weigh so
/// many pounds, and are so many.
struct Crate {
  static constexpr std::string_view table = "crates";
  [[nodiscard]] std::string key() const { return number; }
  [[nodiscard]] std::vector<std::string> index_keys() const {
    std::vector<std::string> keys = marks;
    keys.emplace_back("any");
    return keys;
  }

  /// The first letter of each mark and how many marks there are.
  [[nodiscard]] std::vector<std::string> count_keys() const {
    std::vector<std::string> keys;
    for (const std::string& mark : marks) {
      keys.push_back(mark.substr(0, 1) + std::to_string(marks.size()));
    }
    return keys;
  }

  [[nodiscard]] RecordWeight weight() const { return {pounds, 1, 0}; }

  std::string number;
  std::vector<std::string> marks;
  int pounds = 0;

  friend bool operator==(const Crate&, const Crate&) = default;
};
BOOST_DESCRIBE_STRUCT(Crate, (), (number, marks, pounds))

inline RecordKinds test_record_kinds() {
  return {described_record<Ship>(), described_record<Crate>(), described_record<Harbour>()};
}

}  // namespace drydock
