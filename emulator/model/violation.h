#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/model/shape.h"

namespace drydock::model {

/// Where a walk stands: a chain of steps on its stack, told as text only when something is wrong.
struct Path {
  const Path* outer = nullptr;
  std::string_view member;        ///< The member's name; empty for an element of a list or map.
  std::size_t index = 0;          ///< The element's place from 0, where `member` is empty.
  const Shape* holder = nullptr;  ///< The structure that has the member.
};

/// "tags.1.member.key", as AWS's own messages have it: small first letters, elements from 1.
std::string to_text(const Path& path);

/// What is wrong with a value that is of the right type.
struct Violation {
  enum class Rule {
    required,     ///< It is not there.
    enumeration,  ///< It is none of the enumerators.
    min,          ///< It is shorter or smaller than the model allows.
    max,          ///< It is longer or greater.
    pattern,      ///< It does not match the pattern.
  };

  Rule rule;
  const Shape* shape;       ///< Of the value.
  const Shape* holder;      ///< Of the structure that holds it; null at the root.
  std::string_view member;  ///< Its name there, or that of the list it stands in.
  std::string path;         ///< As to_text(Path) has it.
  std::string value;        ///< Its text; empty where it is not there.
};

using Violations = std::vector<Violation>;

/// The most violations that a walk collects of one request.
inline constexpr std::size_t violations_limit = 50;

/// The most bytes of a wrong value that a message repeats.
inline constexpr std::size_t told_value_limit = 1024;

/// Notes that the value at `path` breaks `rule`, unless there are enough already.
void note(Violations& violations, Violation::Rule rule, const Shape& shape, const Path& path,
          std::string value = {});

}  // namespace drydock::model
