#include "drydock/openssl.h"

#include <openssl/crypto.h>

namespace drydock {

void start_openssl() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, nullptr);
}

}  // namespace drydock
