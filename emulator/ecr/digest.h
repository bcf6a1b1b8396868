#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace drydock::ecr {

/// The name of a content: `sha256:` and the 64 lower-case hexadecimal digits of its SHA-256. ECR
/// takes no other algorithm.
/// https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests
class Digest {
 public:
  /// Nothing if the text is not such a name, to the letter.
  static std::optional<Digest> parse(std::string_view text);
  /// The digest of these bytes.
  static Digest of(std::string_view bytes);
  /// The digest that a finished SHA-256 gave: 32 bytes.
  static Digest of_hash(std::string_view hash);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// The 64 digits after the colon.
  [[nodiscard]] std::string_view hex() const;

  friend auto operator<=>(const Digest&, const Digest&) = default;

 private:
  explicit Digest(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace drydock::ecr
