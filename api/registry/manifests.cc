#include "api/registry/manifests.h"

#include "api/registry/oci_error.h"
#include "api/whole_change.h"
#include "async/on_executor.h"
#include "emulator/ecr/deletion.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/errors.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/repository_name.h"
#include "emulator/ecr/tag_mutability.h"
#include "model/ecr/image.h"
#include "model/ecr/service_model.h"

namespace drydock::registry {
namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

namespace {

/// ECR's limit, and a common one:
/// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
constexpr std::size_t manifest_limit = 4 * 1024 * 1024;

const OciError manifest_unknown{404, "MANIFEST_UNKNOWN", "Requested image not found"};

bool is_digest(std::string_view reference) { return reference.find(':') != std::string_view::npos; }

ecr::ImageIdentifier identifier(const std::string& reference) {
  if (is_digest(reference)) return {reference, {}};
  return {{}, reference};
}

/// "application/json; charset=utf-8" without what follows the type.
std::optional<std::string> media_type(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  if (type.empty()) return {};
  return std::string(type);
}

std::optional<OciError> check_reference(const std::string& reference) {
  if (is_digest(reference) && !ecr::Digest::parse(reference)) {
    return OciError{400, "DIGEST_INVALID", "provided digest is not a sha256 digest"};
  }
  if (!is_digest(reference) && !ecr::is_tag(reference)) {
    return OciError{400, "TAG_INVALID", "manifest tag did not match URI"};
  }
  return {};
}

ecr::ImageToPut image_to_put(const Session& session, std::string manifest) {
  ecr::ImageToPut put;
  put.repository = session.route.name;
  put.manifest = std::move(manifest);
  put.media_type = media_type(session.header(bhttp::field::content_type));
  const auto id = identifier(session.route.reference);
  put.tag = id.image_tag;
  put.digest = id.image_digest;
  return put;
}

/// What pushing the same manifest again means: nothing, save that ECR holds it against an immutable
/// tag, also when it would stay where it is.
Result<Done> push_again(const Session& session, const ecr::ImageToPut& put) {
  const auto repository = ecr::get_repository(session.backend.store, session.world, put.repository);
  if (!repository) return repository.error();
  if (put.tag && ecr::is_immutable(**repository, *put.tag)) {
    return ecr::image_tag_already_exists(put.repository, *put.tag);
  }
  return Done{};
}

http::Response stored(const Session& session, const std::string& digest) {
  const ecr::Image* image =
      session.backend.store.find<ecr::Image>(session.world, session.route.name + '@' + digest);
  http::Response response = make_response(201);
  response.set(bhttp::field::location, manifest_path(session.route.name, digest));
  response.set("Docker-Content-Digest", digest);
  // "When processing a request for an image manifest with the subject field, a registry
  // implementation that supports the referrers API MUST respond with the response header
  // OCI-Subject: <subject digest>".
  if (image->subject_digest) response.set("OCI-Subject", *image->subject_digest);
  return response;
}

/// On the control thread.
http::Response put_on_control(const Session& session, const ecr::ImageToPut& put,
                              const ecr::ReadImage& read) {
  const Backend& backend = session.backend;
  const auto image = ecr::put_image(backend.store, session.world, put, read, backend.clock.now());
  if (image) return stored(session, read.digest);
  if (image.error().code() != model::ecr::error::image_already_exists_exception) {
    return to_response(to_oci(image.error()));
  }
  const auto pushed = push_again(session, put);
  return pushed ? stored(session, read.digest) : to_response(to_oci(pushed.error()));
}

http::Response answer_deletion(const ecr::DeletedImages& outcome) {
  // "Upon success, the registry MUST respond with a 202 Accepted code."
  if (outcome.failures.empty()) return make_response(202);
  const ecr::ImageFailure& failure = outcome.failures.front();
  if (failure.failure_code == model::ecr::ImageFailureCode::image_referenced_by_manifest_list) {
    return to_response({405, "UNSUPPORTED", failure.failure_reason.value_or("")});
  }
  // "If the repository does not exist, the response MUST return 404 Not Found."
  return to_response(manifest_unknown);
}

}  // namespace

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests
http::Response get_manifest(const Session& session) {
  const Store& store = session.backend.store;
  const std::string& name = session.route.name;
  const auto repository = ecr::get_repository(store, session.world, name);
  if (!repository) return to_response(to_oci(repository.error()));
  const auto found = ecr::look_up(store, session.world, name, identifier(session.route.reference));
  const auto* image = std::get_if<const ecr::Image*>(&found);
  // "If the manifest is not found in the repository, the response code MUST be 404 Not Found."
  if (image == nullptr) return to_response(manifest_unknown);
  // "The Content-Type header SHOULD match what the client pushed as the manifest's Content-Type."
  http::Response response = make_response(200);
  response.set(bhttp::field::content_type, (*image)->media_type);
  response.set("Docker-Content-Digest", (*image)->digest);
  response.body() = (*image)->manifest;
  if (session.counts_pulls && session.exchange.request().method() == bhttp::verb::get) {
    ecr::note_pull(session.backend.store, session.world, **image, session.backend.clock.now());
  }
  return response;
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-manifests
asio::awaitable<http::Response> put_manifest(Session& session) {
  if (auto error = check_reference(session.route.reference)) co_return to_response(*error);
  // "If a registry does enforce a limit […] MUST respond with 413 Payload Too Large".
  auto manifest = co_await session.exchange.read_all(manifest_limit);
  if (!manifest) {
    co_return to_response({413, "SIZE_INVALID", "a manifest may have at most 4194304 bytes"});
  }
  // "Upon a successful upload, the registry MUST return response code 201 Created, and MUST have
  // the following header: Location: <location>".
  const ecr::ImageToPut put = image_to_put(session, std::move(*manifest));
  const ecr::ReadImage read = ecr::read_image(put);
  co_return co_await call_on(session.backend.control,
                             [&] { return put_on_control(session, put, read); });
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#deleting-manifests
asio::awaitable<http::Response> delete_manifest(Session& session) {
  const Backend& backend = session.backend;
  const std::string& name = session.route.name;
  const auto repository = co_await call_on(backend.control, [&]() -> Result<Done> {
    const auto known = ecr::get_repository(backend.store, session.world, name);
    if (!known) return known.error();
    return Done{};
  });
  if (!repository) co_return to_response(to_oci(repository.error()));
  ecr::ImageDeletion deletion(session.world, name, {identifier(session.route.reference)});
  co_await change_whole(backend.control, backend.store,
                        [&] { return deletion.step(backend.store, backend.clock.now()); });
  co_return answer_deletion(deletion.outcome());
}

}  // namespace drydock::registry
