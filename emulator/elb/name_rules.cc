#include "emulator/elb/name_rules.h"

#include <algorithm>
#include <string>

#include "emulator/elb/errors.h"

namespace drydock::elb {

Result<Done> check_name(std::string_view what, std::string_view name) {
  const auto error = [&](std::string_view rule) {
    return validation_error(std::string(what) + " name '" + std::string(name) + "' " +
                            std::string(rule));
  };
  if (name.empty()) return error("cannot be empty");
  if (name.size() > 32) return error("cannot be longer than '32' characters");
  if (!std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
      })) {
    return error("can only contain characters that are alphanumeric characters or hyphens(-)");
  }
  if (name.front() == '-' || name.back() == '-') return error("cannot begin or end with '-'");
  if (what == "Load balancer" && name.starts_with("internal-")) {
    return error("cannot begin with 'internal-'");
  }
  return Done{};
}

}  // namespace drydock::elb
