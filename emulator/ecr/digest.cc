#include "emulator/ecr/digest.h"

#include <algorithm>

#include "emulator/base/sha256.h"

namespace drydock::ecr {
namespace {

constexpr std::string_view algorithm = "sha256:";
constexpr std::size_t hex_digits = 64;

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::optional<Digest> Digest::parse(std::string_view text) {
  if (text.size() != algorithm.size() + hex_digits || !text.starts_with(algorithm)) return {};
  if (!std::ranges::all_of(text.substr(algorithm.size()), is_lower_hex)) return {};
  return Digest(std::string(text));
}

Digest Digest::of(std::string_view bytes) {
  return Digest(std::string(algorithm) + sha256_hex(bytes));
}

Digest Digest::of_hash(std::string_view hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(algorithm);
  text.reserve(algorithm.size() + hex_digits);
  for (const char c : hash) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return Digest(std::move(text));
}

std::string_view Digest::hex() const { return std::string_view(text_).substr(algorithm.size()); }

}  // namespace drydock::ecr
