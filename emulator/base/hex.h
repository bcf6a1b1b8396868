#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Hexadecimal text. It is written in lower case, and so it is read, but for the digits of a
/// percent sign. https://www.rfc-editor.org/rfc/rfc4648#section-8
namespace drydock {

inline constexpr std::string_view hex_digits = "0123456789abcdef";

/// Two digits for each byte.
std::string hex_encode(std::string_view bytes);
/// Nothing for text that hex_encode does not give.
std::optional<std::string> hex_decode(std::string_view text);

/// The number as 16 digits.
std::string hex_number(std::uint64_t number);
/// Nothing for text that hex_number does not give.
std::optional<std::uint64_t> parse_hex_number(std::string_view text);

/// Whether there is nothing but lower-case digits in it.
bool is_hex(std::string_view text);
/// What a digit of either case stands for.
std::optional<unsigned> hex_value(char digit);

}  // namespace drydock
