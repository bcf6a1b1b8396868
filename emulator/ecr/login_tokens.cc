#include "emulator/ecr/login_tokens.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "emulator/base/base64.h"
#include "emulator/base/number.h"

namespace drydock::ecr {
namespace {

/// Base64 for URLs, without padding: https://www.rfc-editor.org/rfc/rfc4648#section-5
std::string url_encode(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  text.erase(text.find_last_not_of('=') + 1);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::optional<std::string> url_decode(std::string_view text) {
  std::string standard(text);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return base64_decode(standard);
}

constexpr std::string_view uncounted = "uncounted";

/// "<account>/<region>/<expiry in ms>/<"uncounted", or nothing>/<layer>"
std::string to_text(const Grant& grant) {
  return grant.world.account + '/' + grant.world.region + '/' +
         std::to_string(grant.expires_at.time_since_epoch().count()) + '/' +
         std::string(grant.counts_pulls ? "" : uncounted) + '/' + grant.layer;
}

std::string_view take_part(std::string_view& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view part = text.substr(0, slash);
  text.remove_prefix(std::min(slash + 1, text.size()));
  return part;
}

std::optional<Grant> from_text(std::string_view text) {
  Grant grant;
  grant.world.account = take_part(text);
  grant.world.region = take_part(text);
  const auto milliseconds = parse_number<std::int64_t>(take_part(text));
  if (!milliseconds) return {};
  grant.expires_at = TimePoint(std::chrono::milliseconds(*milliseconds));
  grant.counts_pulls = take_part(text) != uncounted;
  grant.layer = text;
  return grant;
}

}  // namespace

std::string LoginTokens::mint(const Grant& grant) const {
  const std::string text = url_encode(to_text(grant));
  return text + '.' + sign(text);
}

std::variant<Grant, LoginTokens::Invalid, LoginTokens::Expired> LoginTokens::verify(
    std::string_view token, TimePoint now) const {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return Invalid{};
  const std::string signature = sign(token.substr(0, dot));
  const std::string_view given = token.substr(dot + 1);
  if (given.size() != signature.size() ||
      CRYPTO_memcmp(given.data(), signature.data(), signature.size()) != 0) {
    return Invalid{};
  }
  const auto text = url_decode(token.substr(0, dot));
  const auto grant = text ? from_text(*text) : std::nullopt;
  if (!grant) return Invalid{};
  if (now >= grant->expires_at) return Expired{};
  return *grant;
}

std::string LoginTokens::sign(std::string_view text) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), code.data(), &size);
  return url_encode({reinterpret_cast<const char*>(code.data()), size});
}

}  // namespace drydock::ecr
