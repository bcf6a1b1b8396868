#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::generator {

/// "desiredCount" and "DNSName" to "desired_count" and "dns_name", "json-file" to "json_file". What
/// C++ keeps for itself gets a trailing underscore; a leading digit gets a leading "v".
std::string snake_case(std::string_view wire_name);

/// snake_case of each, told apart by a trailing "_2", "_3" where two would be the same.
std::vector<std::string> enumerator_names(const std::vector<std::string>& wire_texts);

/// A C++ string literal of `text`.
std::string literal(std::string_view text);

}  // namespace drydock::generator
