#include "emulator/model/violation.h"

#include <cctype>
#include <utility>

namespace drydock::model {
namespace {

std::string step_text(const Path& step) {
  if (step.member.empty()) return std::to_string(step.index + 1) + ".member";
  std::string name(step.member);
  name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  return name;
}

// Cuts between two characters of the UTF-8.
void shorten(std::string& value) {
  if (value.size() <= told_value_limit) return;
  std::size_t end = told_value_limit;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
  value.resize(end);
  value += "...";
}

}  // namespace

std::string to_text(const Path& path) {
  if (path.outer == nullptr) return {};
  const std::string outer = to_text(*path.outer);
  return outer.empty() ? step_text(path) : outer + "." + step_text(path);
}

void note(Violations& violations, Violation::Rule rule, const Shape& shape, const Path& path,
          std::string value) {
  if (violations.size() >= violations_limit) return;
  shorten(value);
  const Path* named = &path;
  while (named->member.empty() && named->outer != nullptr) named = named->outer;
  violations.push_back({.rule = rule,
                        .shape = &shape,
                        .holder = named->holder,
                        .member = named->member,
                        .path = to_text(path),
                        .value = std::move(value)});
}

}  // namespace drydock::model
