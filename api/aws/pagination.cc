#include "api/aws/pagination.h"

#include "emulator/base/fingerprint.h"
#include "emulator/base/hex.h"
#include "emulator/model/service.h"

namespace drydock::aws {
namespace {

constexpr std::size_t seal_length = 16;

/// What no other list and no other key has. The list's name ends where no name of its parts can go
/// on, so that no two lists are the same text.
std::string seal_of(std::string_view list, std::string_view key) {
  std::string sealed(list);
  sealed.append(1, '\0').append(key);
  return hex_number(fingerprint(sealed));
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
  return seal_of(list, last_key) + hex_encode(last_key);
}

std::optional<std::string> read_page_token(std::string_view list, std::string_view token) {
  if (token.size() < seal_length) return std::nullopt;
  auto key = hex_decode(token.substr(seal_length));
  if (!key || seal_of(list, *key) != token.substr(0, seal_length)) return std::nullopt;
  return key;
}

}  // namespace drydock::aws
