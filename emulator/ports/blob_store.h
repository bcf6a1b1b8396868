#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "emulator/base/result.h"

namespace drydock {

/// Bytes known by their digest, "sha256:<64 hex>". Kept once, whoever stores them; never in memory
/// whole. A blob becomes visible only once its digest is proven. Safe to call from any thread; work
/// on the disk is done on the caller's executor in pieces of at most 1 MiB, or on a worker.
class BlobStore {
 public:
  enum class Error { none, not_found, digest_mismatch, upload_unknown, out_of_space };
  template <class T>
  using BlobResult = Result<T, Error>;

  virtual ~BlobStore() = default;

  /// The size in bytes of a blob that is here.
  [[nodiscard]] virtual std::optional<std::uint64_t> size(const std::string& digest) const = 0;

  /// An upload under way. Bytes are hashed and written aside as they come; dropping it without
  /// commit leaves nothing visible, but it can be resumed by its id until it is cancelled.
  class Upload {
   public:
    virtual ~Upload() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    virtual boost::asio::awaitable<BlobResult<Done>> append(std::span<const char> bytes) = 0;
    /// Proves the digest and puts the blob in place. digest_mismatch keeps nothing.
    virtual boost::asio::awaitable<BlobResult<Done>> commit(std::string digest) = 0;
    virtual void cancel() = 0;
  };
  /// Opens an upload under an id of the caller's choice, which no upload had before.
  virtual std::shared_ptr<Upload> begin(std::string id) = 0;
  /// The upload with this id that is still open, or null.
  virtual std::shared_ptr<Upload> find_upload(const std::string& id) = 0;

  /// Reads `length` bytes at most from `offset`; an empty string at the end.
  virtual boost::asio::awaitable<BlobResult<std::string>> read(std::string digest,
                                                               std::uint64_t offset,
                                                               std::size_t length) const = 0;
  /// The file that holds a blob, for sendfile-like use; empty where there is none.
  [[nodiscard]] virtual std::string path(const std::string& digest) const = 0;
  virtual void erase(const std::string& digest) = 0;
};

[[noreturn]] void throw_exception_from_error(BlobStore::Error, const boost::source_location&);

}  // namespace drydock
