#pragma once

#include <optional>

namespace drydock {

/// Takes over what a request gives; a member that it leaves out stays as it is.
template <class Given, class Kept>
void take(const std::optional<Given>& given, Kept& kept) {
  if (given) kept = *given;
}

}  // namespace drydock
