#include "api/ecr/layers.h"

#include "api/ecr/scope.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "model/ecr/service_model.h"

namespace drydock::ecr::api {
namespace asio = boost::asio;

namespace {

namespace wire = model::ecr;

/// How large parts should be, but for the last.
constexpr std::int64_t part_size = 10 * 1024 * 1024;

/// What ECR says of an upload that the blob store refuses. A full disk is the server's affair.
aws::Error to_aws(BlobStore::Error error, const World& world, const std::string& repository,
                  const std::string& upload_id) {
  switch (error) {
    case BlobStore::Error::digest_mismatch:
      return invalid_layer();
    case BlobStore::Error::out_of_space:
      return {wire::error::server_exception, "no space left in the registry's data folder"};
    case BlobStore::Error::none:
    case BlobStore::Error::not_found:
    case BlobStore::Error::upload_unknown:
      break;
  }
  return upload_not_found(world, repository, upload_id);
}

/// Whether the part has the bytes that it says and goes on where the upload stands.
Result<Done> check_part(const World& world, const wire::UploadLayerPartRequest& request,
                        std::uint64_t received) {
  // Both are at least 0, and any number up to 2^63 - 1: nothing may be added to them.
  const auto first = static_cast<std::uint64_t>(request.part_first_byte);
  const auto last = static_cast<std::uint64_t>(request.part_last_byte);
  const std::size_t size = request.layer_part_blob.data.size();
  if (size == 0 || last < first || last - first != size - 1) {
    return invalid_parameter("partLastByte", "must be the last byte of layerPartBlob");
  }
  if (first != received) {
    return invalid_layer_part(world, request.repository_name, request.upload_id, first, received);
  }
  return Done{};
}

/// A request's time with an upload, once it has begun. It ends on the control thread.
class Transfer {
 public:
  Transfer(LayerUploads& uploads, const std::string& id, TimePoint now)
      : uploads_(uploads), id_(id), now_(now) {}
  ~Transfer() { uploads_.end_transfer(id_, ending_, now_); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  void broke_off() { ending_ = LayerUploads::Ending::broken_off; }

 private:
  LayerUploads& uploads_;
  const std::string& id_;
  TimePoint now_;
  LayerUploads::Ending ending_ = LayerUploads::Ending::whole;
};

wire::Layer to_wire(const std::string& digest, const Layer* layer) {
  wire::Layer description;
  description.layer_digest = digest;
  description.layer_availability =
      layer == nullptr ? wire::LayerAvailability::unavailable : wire::LayerAvailability::available;
  if (layer != nullptr) {
    description.layer_size = static_cast<std::int64_t>(layer->size_bytes);
    description.media_type = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  }
  return description;
}

}  // namespace

Result<wire::InitiateLayerUploadResponse> Layers::initiate(
    aws::Context& context, const wire::InitiateLayerUploadRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  auto id = uploads_.initiate(world, request.repository_name, context.now);
  if (!id) return id.error();
  return wire::InitiateLayerUploadResponse{.upload_id = std::move(*id), .part_size = part_size};
}

asio::awaitable<Result<wire::UploadLayerPartResponse>> Layers::upload_part(
    aws::Context& context, const wire::UploadLayerPartRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  const auto upload = uploads_.find(world, request.repository_name, request.upload_id);
  if (!upload) co_return upload.error();
  // An upload that somebody sends to does not stand anywhere.
  const auto begun = uploads_.begin_transfer(request.upload_id);
  if (!begun) co_return begun.error();
  Transfer transfer(uploads_, request.upload_id, context.now);
  const auto part = check_part(world, request, (*upload)->size());
  if (!part) co_return part.error();
  uploads_.note_part(request.upload_id, request.layer_part_blob.data.size());
  const auto appended = co_await (*upload)->append(request.layer_part_blob.data);
  if (!appended) {
    transfer.broke_off();
    co_return to_aws(appended.error(), world, request.repository_name, request.upload_id);
  }
  co_return wire::UploadLayerPartResponse{.registry_id = world.account,
                                          .repository_name = request.repository_name,
                                          .upload_id = request.upload_id,
                                          .last_byte_received = request.part_last_byte};
}

asio::awaitable<Result<wire::CompleteLayerUploadResponse>> Layers::complete(
    aws::Context& context, const wire::CompleteLayerUploadRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  const std::string& name = request.repository_name;
  const std::string& digest = request.layer_digests.front();
  const auto upload = uploads_.find(world, name, request.upload_id);
  if (!upload) co_return upload.error();
  if ((*upload)->size() == 0) co_return empty_upload(world, name, request.upload_id);
  if (uploads_.has_small_part(request.upload_id)) co_return layer_part_too_small();
  const auto begun = uploads_.begin_transfer(request.upload_id);
  if (!begun) co_return begun.error();
  const Transfer transfer(uploads_, request.upload_id, context.now);
  if (want_layer(context.store, blobs_, world, name, digest, context.now) != nullptr) {
    (*upload)->cancel();
    co_return layer_already_exists(world, name, digest);
  }
  const std::uint64_t size = (*upload)->size();
  const auto committed = co_await (*upload)->commit(digest);
  if (!committed) co_return to_aws(committed.error(), world, name, request.upload_id);
  const auto layer = record_layer(context.store, blobs_, world, name, digest, size, context.now);
  if (!layer) co_return layer.error();
  co_return wire::CompleteLayerUploadResponse{.registry_id = world.account,
                                              .repository_name = name,
                                              .upload_id = request.upload_id,
                                              .layer_digest = digest};
}

Result<wire::GetDownloadUrlForLayerResponse> Layers::get_download_url(
    aws::Context& context, const wire::GetDownloadUrlForLayerRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  const std::string& name = request.repository_name;
  const auto repository = get_repository(context.store, world, name);
  if (!repository) return repository.error();
  if (find_layer(context.store, world, name, request.layer_digest) == nullptr) {
    return layer_not_found(world, name, request.layer_digest);
  }
  const std::string token =
      tokens_.mint({world, context.now + layer_url_lifetime, name + '@' + request.layer_digest});
  return wire::GetDownloadUrlForLayerResponse{
      .download_url = "http://" + authority_ + "/v2/" + name + "/blobs/" + request.layer_digest +
                      '?' + std::string(layer_token_parameter) + '=' + token,
      .layer_digest = request.layer_digest};
}

Result<wire::BatchCheckLayerAvailabilityResponse> Layers::check_availability(
    aws::Context& context, const wire::BatchCheckLayerAvailabilityRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) return repository.error();
  wire::BatchCheckLayerAvailabilityResponse response;
  response.layers.emplace();
  response.failures.emplace();
  for (const std::string& digest : request.layer_digests) {
    if (!Digest::parse(digest)) {
      response.failures->push_back({.layer_digest = digest,
                                    .failure_code = wire::LayerFailureCode::invalid_layer_digest,
                                    .failure_reason = "The layer digest is not a sha256 digest"});
      continue;
    }
    const Layer* layer =
        want_layer(context.store, blobs_, world, request.repository_name, digest, context.now);
    response.layers->push_back(to_wire(digest, layer));
  }
  return response;
}

}  // namespace drydock::ecr::api
