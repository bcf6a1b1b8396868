#pragma once

#include <openssl/evp.h>

#include <memory>
#include <span>
#include <utility>

#include "emulator/ecr/digest.h"

namespace drydock::storage {

/// The SHA-256 of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();

  void update(std::span<const char> bytes);

  /// One that goes on from here by itself.
  [[nodiscard]] Sha256 copy() const;

  /// The digest of all bytes so far. More may follow.
  [[nodiscard]] ecr::Digest digest() const;

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  using Context = std::unique_ptr<EVP_MD_CTX, Free>;

  explicit Sha256(Context context) : context_(std::move(context)) {}
  static Context copy_of(const Context& context);

  Context context_;
};

}  // namespace drydock::storage
