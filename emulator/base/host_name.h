#pragma once

#include <string>
#include <string_view>

namespace drydock {

/// The name or address in a Host header as names are compared: without port, brackets and trailing
/// dot, in small letters.
/// https://www.rfc-editor.org/rfc/rfc9110#section-4.2.3
std::string host_name(std::string_view host);

/// Whether `name`, as host_name gives it, is an IPv4 or IPv6 address.
bool is_address(std::string_view name);

/// Whether `name` ends with ".suffix" or is `suffix`.
bool is_within(std::string_view name, std::string_view suffix);

}  // namespace drydock
