#include "runtime/storage/sha256.h"

#include <array>
#include <stdexcept>

namespace drydock::storage {
namespace {

void require(bool success) {
  if (!success) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  require(context_ != nullptr);
  require(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Sha256::update(std::span<const char> bytes) {
  require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

Sha256::Context Sha256::copy_of(const Context& context) {
  Context copy(EVP_MD_CTX_new());
  require(copy != nullptr && EVP_MD_CTX_copy_ex(copy.get(), context.get()) == 1);
  return copy;
}

Sha256 Sha256::copy() const { return Sha256(copy_of(context_)); }

ecr::Digest Sha256::digest() const {
  const Context copy = copy_of(context_);
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(copy.get(), hash.data(), &size) == 1);
  return ecr::Digest::of_hash({reinterpret_cast<const char*>(hash.data()), size});
}

}  // namespace drydock::storage
