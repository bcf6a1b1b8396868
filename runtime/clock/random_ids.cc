#include "runtime/clock/random_ids.h"

#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace drydock {

RandomIds::RandomIds() {
  std::random_device entropy;
  std::seed_seq seed{entropy(), entropy(), entropy(), entropy()};
  generator_.seed(seed);
}

// Secrets have a generator of their own, so that drawing one moves no id.
RandomIds::RandomIds(std::uint64_t seed) : generator_(seed), secrets_(~seed) {}

std::string RandomIds::secret(std::size_t size) {
  std::string bytes(size, '\0');
  if (secrets_) {
    std::ranges::generate(bytes, [this] { return static_cast<char>((*secrets_)()); });
    return bytes;
  }
  // https://docs.openssl.org/3.0/man3/RAND_bytes/
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1) {
    throw std::runtime_error("the system's random generator failed");
  }
  return bytes;
}

}  // namespace drydock
