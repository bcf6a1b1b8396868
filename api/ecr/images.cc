#include "api/ecr/images.h"

#include <algorithm>

#include "api/aws/pagination.h"
#include "api/ecr/scope.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/manifest.h"

namespace drydock::ecr::api {
namespace {

namespace wire = model::ecr;

wire::Image to_wire(const World& world, const Image& image, const ImageIdentifier& asked) {
  return {.registry_id = world.account,
          .repository_name = image.repository,
          .image_id = ImageIdentifier{image.digest, asked.image_tag},
          .image_manifest = image.manifest,
          .image_manifest_media_type = image.media_type};
}

wire::ImageDetail detail_of(const World& world, const Image& image) {
  wire::ImageDetail detail;
  detail.registry_id = world.account;
  detail.repository_name = image.repository;
  detail.image_digest = image.digest;
  if (!image.tags.empty()) detail.image_tags.emplace(image.tags.begin(), image.tags.end());
  detail.image_size_in_bytes = static_cast<std::int64_t>(image.size_bytes);
  detail.image_pushed_at = image.pushed_at;
  detail.image_manifest_media_type = image.media_type;
  detail.artifact_media_type = image.artifact_media_type;
  detail.subject_manifest_digest = image.subject_digest;
  detail.image_status = wire::ImageStatus::active;
  return detail;
}

/// Whether the filter of a ListImages or DescribeImages lets the image through. All images are
/// active, since none can be archived so far.
template <class Filter>
bool passes(const std::optional<Filter>& filter, const Image& image) {
  if (!filter) return true;
  const auto status = filter->image_status.value_or(wire::ImageStatusFilter::active);
  if (status != wire::ImageStatusFilter::active && status != wire::ImageStatusFilter::any) {
    return false;
  }
  switch (filter->tag_status.value_or(wire::TagStatus::any)) {
    case wire::TagStatus::tagged:
      return !image.tags.empty();
    case wire::TagStatus::untagged:
      return image.tags.empty();
    case wire::TagStatus::any:
      return true;
  }
  return true;
}

template <class Filter>
std::vector<const Image*> images_of(const aws::Context& context, const World& world,
                                    const std::string& repository,
                                    const std::optional<Filter>& filter) {
  auto images = context.store.table<Image>(world).indexed(repository);
  std::erase_if(images, [&](const Image* image) { return !passes(filter, *image); });
  return images;
}

std::vector<ImageIdentifier> ids_of(const std::vector<const Image*>& images) {
  std::vector<ImageIdentifier> ids;
  for (const Image* image : images) {
    for (const std::string& tag : image->tags) ids.push_back({image->digest, tag});
    if (image->tags.empty()) ids.push_back({image->digest, {}});
  }
  return ids;
}

/// The details of the images that are named, or the error of the first that is not there.
Result<std::vector<wire::ImageDetail>> details_of(const aws::Context& context, const World& world,
                                                  const std::string& repository,
                                                  const std::vector<ImageIdentifier>& ids) {
  std::vector<wire::ImageDetail> details;
  for (const ImageIdentifier& id : ids) {
    const auto found = look_up(context.store, world, repository, id);
    if (const auto* image = std::get_if<const Image*>(&found)) {
      details.push_back(detail_of(world, **image));
      continue;
    }
    const auto& failure = std::get<ImageFailure>(found);
    if (failure.failure_code == wire::ImageFailureCode::missing_digest_and_tag) {
      return invalid_parameter("imageIds", failure.failure_reason.value_or(""));
    }
    return image_not_found(world, repository, id.image_digest, id.image_tag);
  }
  return details;
}

wire::ImageReferrer referrer_of(const Image& image) {
  wire::ImageReferrer referrer;
  referrer.digest = image.digest;
  referrer.media_type = image.media_type;
  referrer.size = static_cast<std::int64_t>(image.manifest.size());
  referrer.artifact_status = wire::ArtifactStatus::active;
  if (const auto manifest = read_manifest(image.manifest, image.media_type)) {
    referrer.artifact_type = manifest->kind();
    if (!manifest->annotations.empty()) referrer.annotations = manifest->annotations;
  }
  return referrer;
}

bool passes(const std::optional<wire::ListImageReferrersFilter>& filter,
            const wire::ImageReferrer& referrer) {
  if (!filter) return true;
  const auto status = filter->artifact_status.value_or(wire::ArtifactStatusFilter::active);
  if (status != wire::ArtifactStatusFilter::active && status != wire::ArtifactStatusFilter::any) {
    return false;
  }
  return !filter->artifact_types ||
         std::ranges::any_of(*filter->artifact_types, [&](const std::string& type) {
           return referrer.artifact_type == type;
         });
}

}  // namespace

Result<wire::PutImageResponse> put_image(aws::Context& context,
                                         const wire::PutImageRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const ImageToPut put{request.repository_name, request.image_manifest,
                       request.image_manifest_media_type, request.image_tag, request.image_digest};
  const auto image = ecr::put_image(context.store, world, put, context.now);
  if (!image) return image.error();
  return wire::PutImageResponse{.image = to_wire(world, **image, {{}, request.image_tag})};
}

Result<wire::BatchGetImageResponse> batch_get_image(aws::Context& context,
                                                    const wire::BatchGetImageRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) return repository.error();
  wire::BatchGetImageResponse response;
  response.images.emplace();
  response.failures.emplace();
  for (const ImageIdentifier& id : request.image_ids) {
    const auto found = look_up(context.store, world, request.repository_name, id);
    if (const auto* image = std::get_if<const Image*>(&found)) {
      response.images->push_back(to_wire(world, **image, id));
    } else {
      response.failures->push_back(std::get<ImageFailure>(found));
    }
  }
  return response;
}

Result<wire::BatchDeleteImageResponse> batch_delete_image(
    aws::Context& context, const wire::BatchDeleteImageRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) return repository.error();
  DeletedImages outcome =
      delete_images(context.store, world, request.repository_name, request.image_ids);
  return wire::BatchDeleteImageResponse{.image_ids = std::move(outcome.ids),
                                        .failures = std::move(outcome.failures)};
}

Result<wire::ListImagesResponse> list_images(aws::Context& context,
                                             const wire::ListImagesRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) return repository.error();
  const auto images = images_of(context, world, request.repository_name, request.filter);
  auto page = aws::page_of(
      ids_of(images), page_request(context, world, request.repository_name, request),
      [](const ImageIdentifier& id) { return *id.image_digest + ' ' + id.image_tag.value_or(""); });
  if (!page) return invalid_token();
  return wire::ListImagesResponse{.image_ids = std::move(page->items),
                                  .next_token = std::move(page->next_token)};
}

Result<wire::DescribeImagesResponse> describe_images(aws::Context& context,
                                                     const wire::DescribeImagesRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) return repository.error();
  if (request.image_ids && !request.image_ids->empty()) {
    const auto unpaged = check_unpaged(request, "imageIds");
    if (!unpaged) return unpaged.error();
    auto details = details_of(context, world, request.repository_name, *request.image_ids);
    if (!details) return details.error();
    return wire::DescribeImagesResponse{.image_details = std::move(*details)};
  }
  auto page = aws::page_of(images_of(context, world, request.repository_name, request.filter),
                           page_request(context, world, request.repository_name, request),
                           [](const Image* image) { return image->digest; });
  if (!page) return invalid_token();
  wire::DescribeImagesResponse response;
  response.image_details.emplace();
  for (const Image* image : page->items) {
    response.image_details->push_back(detail_of(world, *image));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

Result<wire::ListImageReferrersResponse> list_image_referrers(
    aws::Context& context, const wire::ListImageReferrersRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) return repository.error();
  std::vector<wire::ImageReferrer> all;
  for (const Image* image :
       referrers(context.store, world, request.repository_name, request.subject_id.image_digest)) {
    all.push_back(referrer_of(*image));
  }
  std::erase_if(all, [&](const auto& referrer) { return !passes(request.filter, referrer); });
  auto page = aws::page_of(std::move(all),
                           page_request(context, world, request.repository_name, request, 50),
                           [](const wire::ImageReferrer& referrer) { return referrer.digest; });
  if (!page) return invalid_token();
  return wire::ListImageReferrersResponse{.referrers = std::move(page->items),
                                          .next_token = std::move(page->next_token)};
}

}  // namespace drydock::ecr::api
