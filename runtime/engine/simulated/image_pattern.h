#pragma once

#include <string>
#include <string_view>

namespace drydock::simulated {

/// Whether a pattern of `Behaviour::image` covers a reference.
bool covers(std::string_view pattern, std::string_view reference);

/// The tag of a reference; "latest" where it has none, the digest where it has that.
std::string_view tag_of(std::string_view reference);

/// The reference with ":latest" where it has neither tag nor digest.
std::string with_tag(std::string_view reference);

}  // namespace drydock::simulated
