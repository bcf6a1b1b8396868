#include "api/aws/pagination.h"

#include <array>
#include <charconv>

#include "emulator/base/fingerprint.h"
#include "emulator/model/service.h"

namespace drydock::aws {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t seal_length = 16;

/// What no other list and no other key has. The list's name ends where no name of its parts can go
/// on, so that no two lists are the same text.
std::string seal_of(std::string_view list, std::string_view key) {
  std::string sealed(list);
  sealed.append(1, '\0').append(key);
  std::array<char, seal_length> text;
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), fingerprint(sealed), 16);
  const auto length = static_cast<std::size_t>(end - text.data());
  return std::string(seal_length - length, '0').append(text.data(), length);
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const auto high = digits.find(text[at]);
    const auto low = digits.find(text[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

}  // namespace

PageRequest page_request(const Context& context, const std::optional<std::string>& token, int size,
                         std::string_view of) {
  std::string list(context.operation.name);
  list.append("/").append(context.world.account).append("/").append(context.world.region);
  list.append("/").append(of);
  // Several clients send an empty token where they have none.
  const bool first = !token || token->empty();
  return {.list = std::move(list),
          .token = first ? std::nullopt : token,
          .size = static_cast<std::size_t>(std::max(size, 1))};
}

std::string make_page_token(std::string_view list, std::string_view last_key) {
  std::string token = seal_of(list, last_key);
  token.reserve(seal_length + 2 * last_key.size());
  for (const char character : last_key) {
    const auto byte = static_cast<unsigned char>(character);
    token.push_back(digits[byte >> 4]);
    token.push_back(digits[byte & 15]);
  }
  return token;
}

std::optional<std::string> read_page_token(std::string_view list, std::string_view token) {
  if (token.size() < seal_length) return std::nullopt;
  auto key = from_hex(token.substr(seal_length));
  if (!key || seal_of(list, *key) != token.substr(0, seal_length)) return std::nullopt;
  return key;
}

}  // namespace drydock::aws
