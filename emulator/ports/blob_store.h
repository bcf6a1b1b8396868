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
/// whole. A blob becomes visible only once its digest is proven. Safe to call from any thread.
/// Coroutines do their work on the disk on a worker; `size` and `open` look at a file at once.
class BlobStore {
 public:
  enum class Error { none, not_found, digest_mismatch, upload_unknown, out_of_space };
  template <class T>
  using BlobResult = Result<T, Error>;

  virtual ~BlobStore() = default;

  /// The size in bytes of a blob that is here.
  [[nodiscard]] virtual std::optional<std::uint64_t> size(const std::string& digest) const = 0;

  /// One client's hold on an upload under way, for as long as it sends. Bytes are hashed and
  /// written aside as they come; dropping the hold without commit leaves nothing visible, but the
  /// upload can be resumed by its id until it is cancelled.
  class Upload {
   public:
    virtual ~Upload() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// The bytes stay where they are until it returns.
    virtual boost::asio::awaitable<BlobResult<Done>> append(std::span<const char> bytes) = 0;
    /// Remembers how far the upload has come.
    virtual void mark() = 0;
    /// Goes back to the mark: what came after it was no part of the upload.
    virtual void rewind() = 0;
    /// Proves the digest and puts the blob in place. digest_mismatch keeps nothing. As long as this
    /// object lives the blob is not erased, so that there is time to say whose it is.
    virtual boost::asio::awaitable<BlobResult<Done>> commit(std::string digest) = 0;
    virtual void cancel() = 0;
  };
  /// Opens an upload under an id of the caller's choice, which no upload had before.
  virtual std::shared_ptr<Upload> begin(std::string id) = 0;
  /// Goes on with an upload of an earlier run, of which this many bytes are known to have come;
  /// what came after them is dropped. Where fewer are left there is no such upload.
  virtual void resume(std::string id, std::uint64_t size) = 0;
  /// The upload with this id that is still open, or null.
  virtual std::shared_ptr<Upload> find_upload(const std::string& id) = 0;

  /// A blob that has been opened: it can be read to its end, though it be erased meanwhile.
  class Reader {
   public:
    virtual ~Reader() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// The open file, for sendfile; the reader's own.
    [[nodiscard]] virtual int descriptor() const = 0;
  };
  [[nodiscard]] virtual BlobResult<std::shared_ptr<Reader>> open(
      const std::string& digest) const = 0;

  /// The blob goes, soon: once no upload that has just committed it is left, and unless `keep` is
  /// called first.
  virtual void erase(const std::string& digest) = 0;
  /// Somebody has the blob: an `erase` from before that has not been done means it no longer.
  virtual void keep(const std::string& digest) = 0;
};

[[noreturn]] void throw_exception_from_error(BlobStore::Error, const boost::source_location&);

}  // namespace drydock
