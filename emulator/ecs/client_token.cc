#include "emulator/ecs/client_token.h"

#include <algorithm>

#include "emulator/base/sha256.h"

namespace drydock::ecs {

std::string digest_of_token(std::string_view operation, std::string_view cluster,
                            std::string_view token) {
  // No name of a cluster holds a slash.
  return sha256_hex(std::string(operation) + "/" + std::string(cluster) + "/" + std::string(token));
}

bool is_client_token(std::string_view text, std::size_t longest) {
  return text.size() <= longest &&
         std::ranges::all_of(text, [](char c) { return c >= 33 && c <= 126; });
}

}  // namespace drydock::ecs
