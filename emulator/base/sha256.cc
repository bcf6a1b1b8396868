#include "emulator/base/sha256.h"

#include <openssl/sha.h>

#include <array>

#include "emulator/base/hex.h"

namespace drydock {

std::string sha256_hex(std::string_view bytes) {
  std::array<char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hex_encode({hash.data(), hash.size()});
}

}  // namespace drydock
