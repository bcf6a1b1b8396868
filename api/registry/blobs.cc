#include "api/registry/blobs.h"

#include <algorithm>
#include <optional>

#include "api/registry/byte_range.h"
#include "api/registry/oci_error.h"
#include "async/on_executor.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/image_registry.h"

namespace drydock::registry {
namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

namespace {

constexpr std::size_t piece_size = 256 * 1024;

const OciError blob_unknown{404, "BLOB_UNKNOWN", "blob unknown to registry"};

/// The size of the blob that the request names, or why it has none to give.
Result<std::uint64_t, OciError> find_blob(const Session& session) {
  const auto repository =
      ecr::get_repository(session.backend.store, session.world, session.route.name);
  if (!repository) return to_oci(repository.error());
  if (!ecr::Digest::parse(session.route.reference)) {
    return OciError{400, "DIGEST_INVALID", "provided digest is not a sha256 digest"};
  }
  const ecr::Layer* layer = ecr::find_layer(session.backend.store, session.world,
                                            session.route.name, session.route.reference);
  if (layer == nullptr) return blob_unknown;
  return layer->size_bytes;
}

http::Response blob_response(const Session& session, unsigned status) {
  http::Response response = make_response(status);
  response.set(bhttp::field::content_type, "application/octet-stream");
  response.set(bhttp::field::accept_ranges, "bytes");
  response.set("Docker-Content-Digest", session.route.reference);
  return response;
}

/// Once the header is out, an error can only be told by an end before the promised length: the
/// exception closes the connection.
asio::awaitable<void> send_bytes(Session& session, ByteRange range) {
  while (range.length > 0) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(range.length, piece_size));
    const auto piece =
        co_await session.backend.blobs.read(session.route.reference, range.first, length);
    if (!piece || piece->empty()) throw std::runtime_error("a blob went while it was sent");
    co_await session.exchange.write(*piece);
    range.first += piece->size();
    range.length -= piece->size();
  }
}

}  // namespace

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#checking-if-content-exists-in-the-registry
http::Response describe_blob(const Session& session) {
  const auto size = find_blob(session);
  if (!size) return to_response(size.error());
  // "A HEAD request to an existing blob or manifest URL MUST return 200 OK. A successful response
  // SHOULD contain the size in bytes of the uploaded blob in the header Content-Length."
  http::Response response = blob_response(session, 200);
  response.content_length(*size);
  return response;
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-blobs
asio::awaitable<void> send_blob(Session& session) {
  const auto size = co_await call_on(session.backend.control, [&] { return find_blob(session); });
  if (!size) {
    // "If the blob is not found in the registry, the response code MUST be 404 Not Found."
    co_await session.exchange.respond(to_response(size.error()));
    co_return;
  }
  // "A registry SHOULD support the Range request header in accordance with RFC 9110."
  const auto asked = read_range(session.header(bhttp::field::range), *size);
  if (std::holds_alternative<NotSatisfiable>(asked)) {
    http::Response response =
        to_response({416, "RANGE_INVALID", "the range has no byte of the blob"});
    response.set(bhttp::field::content_range, "bytes */" + std::to_string(*size));
    co_await session.exchange.respond(std::move(response));
    co_return;
  }
  const auto* part = std::get_if<ByteRange>(&asked);
  const ByteRange range = part != nullptr ? *part : ByteRange{0, *size};
  http::Response response = blob_response(session, part != nullptr ? 206 : 200);
  if (part != nullptr) {
    response.set(bhttp::field::content_range, "bytes " + std::to_string(range.first) + '-' +
                                                  std::to_string(range.first + range.length - 1) +
                                                  '/' + std::to_string(*size));
  }
  co_await session.exchange.begin(response.base(), range.length);
  co_await send_bytes(session, range);
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#deleting-blobs
http::Response delete_blob(const Session& session) {
  const auto size = find_blob(session);
  if (!size) return to_response(size.error());
  const std::string& digest = session.route.reference;
  Store& store = session.backend.store;
  if (const auto* user = ecr::find_user(store, session.world, session.route.name, digest)) {
    // "If deletion is disabled, the registry MUST respond with either a 400 Bad Request or a 405
    // Method Not Allowed": an image without its layer would be broken.
    return to_response({405, "UNSUPPORTED", "the blob is part of image " + user->digest});
  }
  store.erase<ecr::Layer>(session.world, session.route.name + '@' + digest);
  // "Upon success, the registry MUST respond with code 202 Accepted."
  return make_response(202);
}

}  // namespace drydock::registry
