#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>

#include "emulator/model/shape.h"
#include "emulator/model/violation.h"

namespace drydock::model {

/// Finds the members of a structure by the names that a decoder reads, and tells in the end which
/// of them it has not read though they are required.
class MemberSearch {
 public:
  explicit MemberSearch(const Shape& structure) : structure_(structure) {}

  /// The member called `name`, or null.
  const Member* find(std::string_view name) {
    // Clients send members in the model's order, so the search goes on from the last one found.
    const std::size_t count = structure_.members.size();
    for (std::size_t tried = 0; tried < count; ++tried) {
      if (structure_.members[next_].name == name) return &structure_.members[next_];
      next_ = next_ + 1 == count ? 0 : next_ + 1;
    }
    return nullptr;
  }

  /// The step of a walk to a member.
  [[nodiscard]] Path step(const Member& member, const Path& path) const {
    return {.outer = &path, .member = member.name, .index = 0, .holder = &structure_};
  }

  /// The member, which find() gave, has a value.
  void mark(const Member& member) {
    seen_.set(static_cast<std::size_t>(&member - structure_.members.data()));
  }

  /// Notes every required member that has none.
  void note_missing(Violations& violations, const Path& path) const {
    for (std::size_t i = 0; i < structure_.members.size(); ++i) {
      const Member& member = structure_.members[i];
      if (!member.required || seen_.test(i)) continue;
      note(violations, Violation::Rule::required, *member.shape, step(member, path));
    }
  }

 private:
  /// No structure of the models comes near it; the test of the tables holds them to it.
  static constexpr std::size_t most_members = 128;

  const Shape& structure_;
  std::size_t next_ = 0;
  std::bitset<most_members> seen_;
};

}  // namespace drydock::model
