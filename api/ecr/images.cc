#include "api/ecr/images.h"

#include <algorithm>

#include "api/aws/pagination.h"
#include "api/ecr/scope.h"
#include "api/whole_change.h"
#include "async/on_executor.h"
#include "emulator/ecr/deletion.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/manifest.h"

namespace drydock::ecr::api {
namespace asio = boost::asio;

namespace {

namespace wire = model::ecr;

/// What one BatchGetImage gives: its answer is written on the control thread.
constexpr std::size_t most_manifest_bytes = 8 * 1024 * 1024;

/// ECR would convert a Docker manifest to one of an older schema; drydock keeps none of those.
/// Inferred: that an image which cannot be given as asked is one that is not found.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html
bool accepts(const wire::BatchGetImageRequest& request, const std::string& media_type) {
  const auto& accepted = request.accepted_media_types;
  return !accepted || accepted->empty() ||
         std::ranges::find(*accepted, media_type) != accepted->end();
}

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
  detail.last_recorded_pull_time = image.last_pulled_at;
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

bool passes(const std::optional<wire::ListImageReferrersFilter>& filter, const Image& referrer) {
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

using Members = Table<Image>::Members;

/// As many of the images as a page may need, from the one with this digest on.
template <class Filter>
std::vector<const Image*> images_from(const Members& all, const std::string& repository,
                                      std::string_view digest, std::size_t page_size,
                                      const std::optional<Filter>& filter) {
  std::vector<const Image*> images;
  // The one where the page before ended, those of the page, and one that shows that more follow.
  const std::size_t enough = page_size + 2;
  auto next = all.lower_bound(repository + '@' + std::string(digest));
  for (; next != all.end() && images.size() < enough; ++next) {
    if (passes(filter, *next->second)) images.push_back(next->second);
  }
  return images;
}

/// The same for their ids: an image has one for each of its tags.
template <class Filter>
std::vector<ImageIdentifier> ids_from(const Members& all, const std::string& repository,
                                      std::string_view digest, std::size_t page_size,
                                      const std::optional<Filter>& filter) {
  std::vector<ImageIdentifier> ids;
  const std::size_t enough = page_size + most_tags + 1;
  auto next = all.lower_bound(repository + '@' + std::string(digest));
  for (; next != all.end() && ids.size() < enough; ++next) {
    const Image& image = *next->second;
    if (!passes(filter, image)) continue;
    for (const std::string& tag : image.tags) ids.push_back({image.digest, tag});
    if (image.tags.empty()) ids.push_back({image.digest, {}});
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

/// A referrer, and the manifest that its annotations are still to be read from.
struct UnreadReferrer {
  wire::ImageReferrer referrer;
  std::string manifest;
};

UnreadReferrer unread(const Image& image) {
  wire::ImageReferrer referrer;
  referrer.digest = image.digest;
  referrer.media_type = image.media_type;
  referrer.size = static_cast<std::int64_t>(image.manifest.size());
  referrer.artifact_status = wire::ArtifactStatus::active;
  referrer.artifact_type = image.artifact_type;
  return {std::move(referrer), image.manifest};
}

/// How many of these a page may have, at least one, so that their manifests are copied in a moment.
std::size_t copied_at_once(const std::vector<const Image*>& images) {
  constexpr std::size_t most_bytes = 4 * 1024 * 1024;
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (const Image* image : images) {
    bytes += image->manifest.size();
    if (bytes > most_bytes) break;
    ++count;
  }
  return std::max<std::size_t>(count, 1);
}

std::vector<wire::ImageReferrer> read_all(std::vector<UnreadReferrer> referrers) {
  std::vector<wire::ImageReferrer> read;
  for (UnreadReferrer& each : referrers) {
    const auto manifest = read_manifest(each.manifest, each.referrer.media_type);
    if (manifest && !manifest->annotations.empty()) {
      each.referrer.annotations = manifest->annotations;
    }
    read.push_back(std::move(each.referrer));
  }
  return read;
}

}  // namespace

asio::awaitable<Result<wire::PutImageResponse>> Images::put(
    aws::Context& context, const wire::PutImageRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  ImageToPut put{request.repository_name, request.image_manifest, request.image_manifest_media_type,
                 request.image_tag, request.image_digest};
  const ReadImage read = co_await call_on(workers_, [&] { return read_image(put); });
  const auto image = put_image(context.store, world, std::move(put), read, context.now);
  if (!image) co_return image.error();
  co_return wire::PutImageResponse{.image = to_wire(world, **image, {{}, request.image_tag})};
}

Result<wire::BatchGetImageResponse> batch_get_image(aws::Context& context,
                                                    const wire::BatchGetImageRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) return repository.error();
  wire::BatchGetImageResponse response;
  response.images.emplace();
  response.failures.emplace();
  std::size_t bytes = 0;
  for (const ImageIdentifier& id : request.image_ids) {
    const auto found = look_up(context.store, world, request.repository_name, id);
    const auto* image = std::get_if<const Image*>(&found);
    if (image == nullptr) {
      response.failures->push_back(std::get<ImageFailure>(found));
    } else if (!accepts(request, (*image)->media_type)) {
      response.failures->push_back(
          {id, wire::ImageFailureCode::image_not_found, "Requested image not found"});
    } else {
      bytes += (*image)->manifest.size();
      if (bytes > most_manifest_bytes) {
        return limit_exceeded("The manifests have more than 8 MiB together; ask for fewer.");
      }
      response.images->push_back(to_wire(world, **image, id));
      note_pull(context.store, world, **image, context.now);
    }
  }
  return response;
}

asio::awaitable<Result<wire::BatchDeleteImageResponse>> Images::remove(
    aws::Context& context, const wire::BatchDeleteImageRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) co_return repository.error();
  ImageDeletion deletion(world, request.repository_name, request.image_ids);
  const asio::any_io_executor control = co_await asio::this_coro::executor;
  co_await change_whole(control, context.store,
                        [&] { return deletion.step(context.store, context.now); });
  co_return wire::BatchDeleteImageResponse{.image_ids = deletion.outcome().ids,
                                           .failures = deletion.outcome().failures};
}

Result<wire::ListImagesResponse> list_images(aws::Context& context,
                                             const wire::ListImagesRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) return repository.error();
  const auto asked = page_request(context, world, request.repository_name, request);
  const auto start = page_start(asked);
  if (!start) return invalid_token();
  auto page = aws::page_of(
      ids_from(context.store.table<Image>(world).members(request.repository_name),
               request.repository_name, start->substr(0, start->find(' ')), asked.size,
               request.filter),
      asked,
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
  const auto asked = page_request(context, world, request.repository_name, request);
  const auto start = page_start(asked);
  if (!start) return invalid_token();
  auto page =
      aws::page_of(images_from(context.store.table<Image>(world).members(request.repository_name),
                               request.repository_name, *start, asked.size, request.filter),
                   asked, [](const Image* image) { return image->digest; });
  if (!page) return invalid_token();
  wire::DescribeImagesResponse response;
  response.image_details.emplace();
  for (const Image* image : page->items) {
    response.image_details->push_back(detail_of(world, *image));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

asio::awaitable<Result<wire::ListImageReferrersResponse>> Images::list_referrers(
    aws::Context& context, const wire::ListImageReferrersRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) co_return repository.error();
  auto asked = page_request(context, world, request.repository_name, request, 50);
  const auto start = page_start(asked);
  if (!start) co_return invalid_token();
  const auto& all = context.store.table<Image>(world).members(
      Image::subject_key(request.repository_name, request.subject_id.image_digest));
  auto window = images_from(all, request.repository_name, *start, asked.size, request.filter);
  asked.size = std::min(asked.size, copied_at_once(window));
  auto page =
      aws::page_of(std::move(window), asked, [](const Image* image) { return image->digest; });
  if (!page) co_return invalid_token();
  std::vector<UnreadReferrer> found;
  for (const Image* image : page->items) found.push_back(unread(*image));
  auto read = co_await call_on(workers_, [&] { return read_all(std::move(found)); });
  co_return wire::ListImageReferrersResponse{.referrers = std::move(read),
                                             .next_token = std::move(page->next_token)};
}

}  // namespace drydock::ecr::api
