#include "api/registry/uploads.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

#include "api/cancel_at_end.h"
#include "api/registry/byte_range.h"
#include "api/registry/oci_error.h"
#include "async/on_executor.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/errors.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/upload.h"

namespace drydock::registry {
namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using namespace boost::asio::experimental::awaitable_operators;

namespace {

using Upload = std::shared_ptr<BlobStore::Upload>;
using Ending = ecr::LayerUploads::Ending;

/// An upload and the id that its client knows it by.
struct OpenUpload {
  std::string id;
  Upload upload;
};

/// A request's time with an upload, from the visit to the control thread that found it. Unless it
/// is told that all went well, the client has gone in the middle.
class Transfer {
 public:
  Transfer(const Backend& backend, std::string id) : backend_(backend), id_(std::move(id)) {}
  ~Transfer() {
    asio::post(backend_.control, [&backend = backend_, id = id_, ending = ending_] {
      backend.uploads.end_transfer(id, ending, backend.clock.now());
    });
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  void is_whole() { ending_ = Ending::whole; }

 private:
  const Backend& backend_;
  const std::string id_;
  Ending ending_ = Ending::broken_off;
};

/// Memory for a piece of a body. Not cleared: what is not filled costs nothing.
class Piece {
 public:
  explicit Piece(std::size_t size)
      : bytes_(std::make_unique_for_overwrite<char[]>(size)), size_(size) {}

  [[nodiscard]] std::span<char> room() const { return {bytes_.get(), size_}; }
  [[nodiscard]] std::span<const char> first(std::size_t count) const { return room().first(count); }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

http::Response refuse(const aws::Error& error) { return to_response(to_oci(error)); }

http::Response refuse_digest() {
  return to_response({400, "DIGEST_INVALID", "provided digest is not a sha256 digest"});
}

/// An answer about the upload as it stands: where to go on, and what has been received.
http::Response upload_response(const Session& session, const OpenUpload& open, unsigned status) {
  http::Response response = make_response(status);
  const std::uint64_t size = open.upload->size();
  response.set(bhttp::field::location, upload_path(session.route.name, open.id));
  response.set(bhttp::field::range, "0-" + std::to_string(size == 0 ? 0 : size - 1));
  response.set("Docker-Upload-UUID", open.id);
  return response;
}

http::Response created(const Session& session, const std::string& digest) {
  http::Response response = make_response(201);
  response.set(bhttp::field::location, blob_path(session.route.name, digest));
  response.set("Docker-Content-Digest", digest);
  return response;
}

http::Response refuse_bytes(const Session& session, const OpenUpload& open,
                            BlobStore::Error error) {
  const std::string& name = session.route.name;
  switch (error) {
    case BlobStore::Error::digest_mismatch:
      return refuse(ecr::invalid_layer());
    case BlobStore::Error::out_of_space:
      return to_response({507, "UNKNOWN", "no space left in the registry's data folder"});
    case BlobStore::Error::none:
    case BlobStore::Error::not_found:
    case BlobStore::Error::upload_unknown:
      break;
  }
  return refuse(ecr::upload_not_found(session.world, name, open.id));
}

/// On the control thread.
Result<OpenUpload> open_new(const Session& session) {
  const Backend& backend = session.backend;
  auto id = backend.uploads.initiate(session.world, session.route.name, backend.clock.now());
  if (!id) return id.error();
  auto upload = backend.uploads.find(session.world, session.route.name, *id);
  if (!upload) return upload.error();
  return OpenUpload{std::move(*id), std::move(*upload)};
}

/// The same for a request that sends to it at once.
Result<OpenUpload> open_and_begin(const Session& session) {
  auto open = open_new(session);
  if (!open) return open;
  const auto begun = session.backend.uploads.begin_transfer(open->id);
  if (!begun) return begun.error();
  return open;
}

/// The upload that the request names. On the control thread.
Result<OpenUpload> find_open(const Session& session) {
  const std::string& id = session.route.reference;
  auto upload = session.backend.uploads.find(session.world, session.route.name, id);
  if (!upload) return upload.error();
  return OpenUpload{id, std::move(*upload)};
}

/// The same for a request that sends to it.
Result<OpenUpload> find_and_begin(const Session& session) {
  auto open = find_open(session);
  if (!open) return open;
  const auto begun = session.backend.uploads.begin_transfer(open->id);
  if (!begun) return begun.error();
  return open;
}

/// Whether a mount was asked for and could be done. On the control thread.
bool try_mount(const Session& session) {
  const std::string* digest = session.route.parameter("mount");
  const std::string* from = session.route.parameter("from");
  if (digest == nullptr || from == nullptr) return false;
  const Backend& backend = session.backend;
  if (!ecr::get_repository(backend.store, session.world, session.route.name)) return false;
  return ecr::mount_layer(backend.store, backend.blobs, session.world, session.route.name, *from,
                          *digest, backend.clock.now());
}

/// Nothing if the chunk that the request announces goes on where the upload stands.
std::optional<http::Response> refuse_chunk(const Session& session, const OpenUpload& open) {
  const std::string_view header = session.header(bhttp::field::content_range);
  if (header.empty()) return {};
  const auto chunk = read_chunk_range(header);
  if (!chunk) {
    return to_response({400, "BLOB_UPLOAD_INVALID", "Content-Range must be <first>-<last>"});
  }
  const std::uint64_t size = open.upload->size();
  if (chunk->first != size) {
    http::Response response = upload_response(session, open, 416);
    const http::Response error = refuse(
        ecr::invalid_layer_part(session.world, session.route.name, open.id, chunk->first, size));
    response.set(bhttp::field::content_type, error[bhttp::field::content_type]);
    response.body() = error.body();
    return response;
  }
  const std::string_view length = session.header(bhttp::field::content_length);
  if (!length.empty() && length != std::to_string(chunk->length)) {
    return to_response({400, "SIZE_INVALID", "Content-Range and Content-Length disagree"});
  }
  return {};
}

/// How long the chunk is that the request announces, where its own length does not say so already.
std::optional<std::uint64_t> announced_length(const Session& session) {
  if (!session.header(bhttp::field::content_length).empty()) return {};
  const auto chunk = read_chunk_range(session.header(bhttp::field::content_range));
  if (!chunk) return {};
  return chunk->length;
}

/// Reads until the piece is full or the body ends.
asio::awaitable<std::size_t> fill(http::Exchange& exchange, std::span<char> piece) {
  std::size_t filled = 0;
  while (filled < piece.size()) {
    const std::size_t count = co_await exchange.read_some(piece.subspan(filled));
    if (count == 0) break;
    filled += count;
  }
  co_return filled;
}

/// Takes the body into the upload, and gives its length. While one piece is hashed and written the
/// next one is received.
asio::awaitable<BlobStore::BlobResult<std::uint64_t>> receive(Session& session, Upload upload) {
  const PieceBudget::Share share(session.pieces);
  Piece piece(share.piece_size());
  Piece next(0);
  std::size_t filled = co_await fill(session.exchange, piece.room());
  std::uint64_t received = filled;
  while (filled == piece.room().size()) {
    if (next.room().size() != share.piece_size()) next = Piece(share.piece_size());
    auto [appended, more] =
        co_await (upload->append(piece.first(filled)) && fill(session.exchange, next.room()));
    if (!appended) co_return appended.error();
    std::swap(piece, next);
    filled = more;
    received += more;
  }
  if (filled > 0) {
    const auto appended = co_await upload->append(piece.first(filled));
    if (!appended) co_return appended.error();
  }
  co_return received;
}

/// Receives a chunk; the refusal if there is no room for it, or if it is not the one announced.
asio::awaitable<std::optional<http::Response>> receive_chunk(Session& session, OpenUpload open) {
  const auto announced = announced_length(session);
  if (announced) open.upload->mark();
  const auto received = co_await receive(session, open.upload);
  if (!received) co_return refuse_bytes(session, open, received.error());
  if (announced && *announced != *received) {
    open.upload->rewind();
    co_return to_response({400, "SIZE_INVALID", "Content-Range and the chunk's length disagree"});
  }
  co_return std::nullopt;
}

/// Takes the rest of the bytes, proves the digest and gives the repository the blob.
asio::awaitable<http::Response> complete(Session& session, OpenUpload open, std::string digest) {
  auto refusal = co_await receive_chunk(session, open);
  if (refusal) co_return std::move(*refusal);
  const std::uint64_t size = open.upload->size();
  const auto committed = co_await open.upload->commit(digest);
  if (!committed) co_return refuse_bytes(session, open, committed.error());
  const Backend& backend = session.backend;
  const auto layer = co_await call_on(backend.control, [&] {
    return ecr::record_layer(backend.store, backend.blobs, session.world, session.route.name,
                             digest, size, backend.clock.now());
  });
  if (!layer) co_return refuse(layer.error());
  co_return created(session, digest);
}

asio::awaitable<http::Response> upload_in_one(Session& session, OpenUpload open,
                                              std::string digest) {
  // Made first, so that it ends after the upload has been cancelled, and forgets it.
  Transfer transfer(session.backend, open.id);
  const CancelAtEnd guard(open.upload);
  http::Response response = co_await complete(session, open, digest);
  transfer.is_whole();
  co_return response;
}

}  // namespace

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-blobs
asio::awaitable<http::Response> start_upload(Session& session) {
  const bool mounted =
      co_await call_on(session.backend.control, [&] { return try_mount(session); });
  // "The response to a successful mount MUST be 201 Created, and MUST contain the following header:
  // Location: <blob-location>". If it cannot be done "it SHOULD return a 202": an upload begins.
  if (mounted) co_return created(session, *session.route.parameter("mount"));

  const std::string* digest = session.route.parameter("digest");
  if (digest != nullptr && !ecr::Digest::parse(*digest)) co_return refuse_digest();
  const auto open = co_await call_on(session.backend.control, [&] {
    return digest != nullptr ? open_and_begin(session) : open_new(session);
  });
  if (!open) co_return refuse(open.error());
  // "Registries MAY support pushing blobs using a single POST request […] Successful completion of
  // the request MUST return either a 201 Created or a 202 Accepted".
  if (digest != nullptr) co_return co_await upload_in_one(session, *open, *digest);
  // "Upon success, the response MUST have a code of 202 Accepted, and MUST include the following
  // header: Location: <location>".
  co_return upload_response(session, *open, 202);
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-a-blob-in-chunks
asio::awaitable<http::Response> append_to_upload(Session& session) {
  const auto open =
      co_await call_on(session.backend.control, [&] { return find_and_begin(session); });
  if (!open) co_return refuse(open.error());
  Transfer transfer(session.backend, open->id);
  // "Chunks MUST be uploaded in order, with the first byte of a chunk being the last chunk's
  // <end-of-range> plus one. If a chunk is uploaded out of order, the registry MUST respond with a
  // 416 Requested Range Not Satisfiable code."
  auto refusal = refuse_chunk(session, *open);
  if (!refusal) refusal = co_await receive_chunk(session, *open);
  if (refusal) co_return std::move(*refusal);
  transfer.is_whole();
  // "Each successful chunk upload MUST have a 202 Accepted response code, and MUST have the
  // following headers: Location: <location>, Range: 0-<end-of-range>". ECR itself answers 201.
  co_return upload_response(session, *open, 202);
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#post-then-put
asio::awaitable<http::Response> finish_upload(Session& session) {
  const auto open =
      co_await call_on(session.backend.control, [&] { return find_and_begin(session); });
  if (!open) co_return refuse(open.error());
  Transfer transfer(session.backend, open->id);
  const std::string* digest = session.route.parameter("digest");
  if (digest == nullptr || !ecr::Digest::parse(*digest)) co_return refuse_digest();
  if (auto refusal = refuse_chunk(session, *open)) co_return std::move(*refusal);
  // "Upon successful completion of the request, the response MUST have code 201 Created and MUST
  // have the following header: Location: <blob-location>".
  http::Response response = co_await complete(session, *open, *digest);
  transfer.is_whole();
  co_return response;
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-a-blob-in-chunks
http::Response describe_upload(const Session& session) {
  const auto open = find_open(session);
  if (!open) return refuse(open.error());
  // "The response to an active upload <location> MUST be a 204 No Content response code, and MUST
  // have the following headers: Location: <location>, Range: 0-<end-of-range>".
  return upload_response(session, *open, 204);
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#cancel-a-blob-upload
http::Response cancel_upload(const Session& session) {
  const auto open = find_open(session);
  if (!open) return refuse(open.error());
  // "If successful, the response SHOULD be a 204 No Content".
  open->upload->cancel();
  session.backend.uploads.end_transfer(open->id, Ending::whole, session.backend.clock.now());
  return make_response(204);
}

}  // namespace drydock::registry
