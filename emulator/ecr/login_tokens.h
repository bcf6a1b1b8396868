#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "emulator/base/time.h"
#include "emulator/base/world.h"

namespace drydock::ecr {

/// What a token allows: everything in a world's registry, or to read one layer.
struct Grant {
  World world;
  TimePoint expires_at;
  std::string layer;  ///< "<repository>@<digest>", or empty for the whole registry.
  /// Whether what is read with it counts as pulled: not where drydock itself keeps the engine's
  /// images like the registry's.
  bool counts_pulls = true;

  friend bool operator==(const Grant&, const Grant&) = default;
};

/// How long a login lasts.
/// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
constexpr Duration login_lifetime = std::chrono::hours(12);
/// How long the address of a layer can be used.
constexpr Duration layer_url_lifetime = std::chrono::hours(1);

/// The name that such a token has in the address' query.
inline constexpr std::string_view layer_token_parameter = "X-Drydock-Token";

/// The tokens of logins to the registry. A token tells by itself what it grants and is signed, so
/// nothing is kept of it, and any thread can check one.
class LoginTokens {
 public:
  /// Tokens made with one key mean nothing to another.
  explicit LoginTokens(std::string key) : key_(std::move(key)) {}

  /// A password without ':' (some clients would cut it there), fit for a URL's query.
  [[nodiscard]] std::string mint(const Grant& grant) const;

  /// Not a token of this key.
  struct Invalid {};
  /// Was good until it expired.
  struct Expired {};
  [[nodiscard]] std::variant<Grant, Invalid, Expired> verify(std::string_view token,
                                                             TimePoint now) const;

 private:
  [[nodiscard]] std::string sign(std::string_view text) const;

  std::string key_;
};

}  // namespace drydock::ecr
