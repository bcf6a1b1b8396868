#pragma once

#include <string_view>

namespace drydock {

/// Whether the text is an account's number: 12 digits.
bool is_account(std::string_view text);

}  // namespace drydock
