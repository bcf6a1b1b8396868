#include "api/aws/pagination.h"

namespace drydock::aws {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
/// Tells a token of drydock's from any other even number of hexadecimal digits.
constexpr std::string_view mark = "64";

}  // namespace

std::string make_page_token(std::string_view last_key) {
  std::string token(mark);
  for (const char character : last_key) {
    const auto byte = static_cast<unsigned char>(character);
    token.push_back(digits[byte >> 4]);
    token.push_back(digits[byte & 15]);
  }
  return token;
}

std::optional<std::string> read_page_token(std::string_view token) {
  if (!token.starts_with(mark) || token.size() % 2 != 0) return std::nullopt;
  std::string key;
  for (std::size_t at = mark.size(); at < token.size(); at += 2) {
    const auto high = digits.find(token[at]);
    const auto low = digits.find(token[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    key.push_back(static_cast<char>(high << 4 | low));
  }
  return key;
}

}  // namespace drydock::aws
