#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace drydock::testing {

/// "A1 61 61 01" as four bytes; what stands between apostrophes is bytes as it is: "A1 61 'a' 01".
inline std::string bytes_of(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    if (text[i] == '\'') {
      const auto end = text.find('\'', i + 1);
      bytes += text.substr(i + 1, end - i - 1);
      i = end;
    } else {
      bytes += static_cast<char>(digits.find(text[i]) * 16 + digits.find(text[i + 1]));
      ++i;
    }
  }
  return bytes;
}

/// The bytes in hexadecimal digits, two and two.
inline std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (!text.empty()) text += ' ';
    text.append({digits[byte >> 4], digits[byte & 15]});
  }
  return text;
}

}  // namespace drydock::testing
