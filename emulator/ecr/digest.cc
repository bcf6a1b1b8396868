#include "emulator/ecr/digest.h"

#include "emulator/base/hex.h"
#include "emulator/base/sha256.h"

namespace drydock::ecr {
namespace {

constexpr std::string_view algorithm = "sha256:";
constexpr std::size_t digits = 64;

}  // namespace

std::optional<Digest> Digest::parse(std::string_view text) {
  if (text.size() != algorithm.size() + digits || !text.starts_with(algorithm)) return {};
  if (!is_hex(text.substr(algorithm.size()))) return {};
  return Digest(std::string(text));
}

Digest Digest::of(std::string_view bytes) {
  return Digest(std::string(algorithm) + sha256_hex(bytes));
}

Digest Digest::of_hash(std::string_view hash) {
  return Digest(std::string(algorithm) + hex_encode(hash));
}

std::string_view Digest::hex() const { return std::string_view(text_).substr(algorithm.size()); }

}  // namespace drydock::ecr
