#pragma once

#include <string_view>

namespace drydock::ecr {

struct Repository;

/// Whether this tag, once set, must go on pointing to the same image: what the repository says of
/// all tags, turned round for those that match one of its exclusion filters.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
bool is_immutable(const Repository& repository, std::string_view tag);

/// Whether the whole text fits the pattern, in which '*' stands for any characters or none.
bool matches_wildcard(std::string_view pattern, std::string_view text);

}  // namespace drydock::ecr
