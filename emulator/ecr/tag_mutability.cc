#include "emulator/ecr/tag_mutability.h"

#include <algorithm>
#include <vector>

#include "emulator/ecr/repository.h"
#include "model/ecr/repository.h"

namespace drydock::ecr {

bool matches_wildcard(std::string_view pattern, std::string_view text) {
  // reachable[i]: the pattern so far fits the first i characters of the text.
  std::vector<bool> reachable(text.size() + 1, false);
  reachable[0] = true;
  for (const char p : pattern) {
    std::vector<bool> next(text.size() + 1, false);
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const bool grows = i > 0 && (p == '*' ? next[i - 1] : reachable[i - 1] && text[i - 1] == p);
      next[i] = grows || (p == '*' && reachable[i]);
    }
    reachable = std::move(next);
  }
  return reachable.back();
}

bool is_immutable(const Repository& repository, std::string_view tag) {
  const bool excluded = std::ranges::any_of(
      repository.exclusion_filters,
      [&](const auto& exclusion) { return matches_wildcard(exclusion.filter, tag); });
  using Mutability = model::ecr::ImageTagMutability;
  switch (repository.image_tag_mutability) {
    case Mutability::mutable_:
      return false;
    case Mutability::immutable:
      return true;
    case Mutability::mutable_with_exclusion:
      return excluded;
    case Mutability::immutable_with_exclusion:
      return !excluded;
  }
  return false;
}

}  // namespace drydock::ecr
