#include "api/registry/blobs.h"

#include <memory>
#include <optional>
#include <string>

#include "api/registry/byte_range.h"
#include "api/registry/oci_error.h"
#include "async/on_executor.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"

namespace drydock::registry {
namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

namespace {

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

/// The blob's file, if it has the size that the repository knows.
std::shared_ptr<BlobStore::Reader> open_blob(const Session& session, std::uint64_t size) {
  const auto reader = session.backend.blobs.open(session.route.reference);
  return reader && (*reader)->size() == size ? *reader : nullptr;
}

http::Response refuse_range(std::uint64_t size) {
  http::Response response =
      to_response({416, "RANGE_INVALID", "the range has no byte of the blob"});
  response.set(bhttp::field::content_range, "bytes */" + std::to_string(size));
  return response;
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + '-' +
         std::to_string(range.first + range.length - 1) + '/' + std::to_string(size);
}

}  // namespace

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#checking-if-content-exists-in-the-registry
http::Response describe_blob(const Session& session) {
  const auto size = find_blob(session);
  if (!size) return to_response(size.error());
  // Who asks is about to push what needs it.
  const Backend& backend = session.backend;
  const auto* layer =
      ecr::want_layer(backend.store, backend.blobs, session.world, session.route.name,
                      session.route.reference, backend.clock.now());
  if (layer == nullptr) return to_response(blob_unknown);
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
  const auto blob = open_blob(session, *size);
  if (blob == nullptr) {
    co_await session.exchange.respond(to_response(blob_unknown));
    co_return;
  }
  // "A registry SHOULD support the Range request header in accordance with RFC 9110."
  const auto asked = read_range(session.header(bhttp::field::range), *size);
  if (std::holds_alternative<NotSatisfiable>(asked)) {
    co_await session.exchange.respond(refuse_range(*size));
    co_return;
  }
  const auto* part = std::get_if<ByteRange>(&asked);
  const ByteRange range = part != nullptr ? *part : ByteRange{0, *size};
  http::Response response = blob_response(session, part != nullptr ? 206 : 200);
  if (part != nullptr) response.set(bhttp::field::content_range, content_range(range, *size));
  co_await session.exchange.begin(response.base(), range.length);
  co_await session.exchange.send_file(blob->descriptor(), range.first, range.length);
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
