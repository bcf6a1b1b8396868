#include "emulator/ports/id_source.h"

#include <string_view>

#include "emulator/base/hex.h"

namespace drydock {
namespace {

std::string draw(IdSource& ids, std::string_view alphabet, int length) {
  std::string text;
  text.reserve(static_cast<std::size_t>(length));
  for (int i = 0; i < length; ++i) text.push_back(alphabet[ids.bits() % alphabet.size()]);
  return text;
}

constexpr std::string_view letters_and_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view digits10 = "0123456789";

/// Sixteen hexadecimal digits a draw: request ids are made for every call.
std::string draw_hex(IdSource& ids, int length) {
  std::string text;
  text.reserve(static_cast<std::size_t>(length));
  std::uint64_t bits = 0;
  for (int i = 0; i < length; ++i, bits >>= 4) {
    if (i % 16 == 0) bits = ids.bits();
    text.push_back(hex_digits[bits & 15]);
  }
  return text;
}

}  // namespace

std::string IdSource::hex(int digits) { return draw_hex(*this, digits); }

std::string IdSource::decimal(int digits) {
  return draw(*this, digits10.substr(1), 1) + draw(*this, digits10, digits - 1);
}

std::string IdSource::alphanumeric(int length) { return draw(*this, letters_and_digits, length); }

std::string IdSource::secret_alphanumeric(int length) {
  const auto wanted = static_cast<std::size_t>(length);
  std::string text;
  text.reserve(wanted);
  while (text.size() < wanted) {
    // Six bits a character; the two values too many are drawn again, so that all are as likely.
    for (const char byte : secret(wanted - text.size())) {
      const auto at = static_cast<std::size_t>(byte & 63);
      if (at < letters_and_digits.size()) text.push_back(letters_and_digits[at]);
    }
  }
  return text;
}

std::string IdSource::uuid() {
  std::string text = draw_hex(*this, 32);
  text[12] = '4';
  text[16] = "89ab"[bits() & 3];
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace drydock
