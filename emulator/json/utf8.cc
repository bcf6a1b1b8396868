#include "emulator/json/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace drydock::json {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

// How many bytes a character has that starts with `lead`, and the range its second byte must lie
// in: the table of RFC 3629, section 4. No bytes: `lead` starts no character.
struct Form {
  std::size_t bytes;
  unsigned second_min;
  unsigned second_max;
};

Form form_of(unsigned lead) {
  if (lead < 0x80) return {1, 0, 0};
  if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// The size of the character at `i`, or 0 where there is none.
std::size_t character_at(std::string_view text, std::size_t i) {
  const Form form = form_of(byte_at(text, i));
  if (form.bytes < 2) return form.bytes;
  if (text.size() - i < form.bytes) return 0;
  const unsigned second = byte_at(text, i + 1);
  if (second < form.second_min || second > form.second_max) return 0;
  for (std::size_t k = 2; k < form.bytes; ++k) {
    if ((byte_at(text, i + k) & 0xC0U) != 0x80U) return 0;
  }
  return form.bytes;
}

// Where the plain ASCII at the start of `text` ends, by eight bytes at a time.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  return i;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = ascii_prefix(text); i < text.size();) {
    const std::size_t size = character_at(text, i);
    if (size == 0) return false;
    i += size;
  }
  return true;
}

std::string repaired_utf8(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = character_at(text, i);
    result += size == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(i, size);
    i += std::max<std::size_t>(size, 1);
  }
  return result;
}

std::size_t utf8_length(std::string_view text) {
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::ranges::count_if(text, starts));
}

}  // namespace drydock::json
