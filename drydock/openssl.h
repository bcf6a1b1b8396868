#pragma once

namespace drydock {

/// Starts OpenSSL with what drydock uses of it: hashes, and chance. The texts of its errors, which
/// are half a megabyte, and the machine's openssl.cnf are left unread. Before anything else uses
/// OpenSSL; a second call does nothing.
/// https://docs.openssl.org/3.0/man3/OPENSSL_init_crypto/
void start_openssl();

}  // namespace drydock
