#include "api/ecr/tags.h"

#include <algorithm>

#include "api/ecr/scope.h"
#include "emulator/base/arn.h"
#include "emulator/ecr/image_registry.h"

namespace drydock::ecr::api {
namespace {

namespace wire = model::ecr;

/// A repository that an ARN names, and its world.
struct Tagged {
  World world;
  const Repository* repository = nullptr;
};

Result<Tagged> find_tagged(const aws::Context& context, const std::string& arn) {
  constexpr std::string_view kind = "repository/";
  const auto parts = Arn::parse(arn);
  if (!parts || parts->service != "ecr" || !parts->resource.starts_with(kind)) {
    return invalid_parameter("resourceArn", "Invalid ARN");
  }
  const World world{parts->account, parts->region};
  const auto repository = get_repository(context.store, world, parts->resource.substr(kind.size()));
  if (!repository) return repository.error();
  return Tagged{world, *repository};
}

/// The tags with each of `added` in the place of the one with its key, or at the end.
std::vector<wire::Tag> merged(std::vector<wire::Tag> tags, const std::vector<wire::Tag>& added) {
  for (const wire::Tag& tag : added) {
    const auto same = std::ranges::find(tags, tag.key, &wire::Tag::key);
    if (same == tags.end()) {
      tags.push_back(tag);
    } else {
      same->value = tag.value;
    }
  }
  return tags;
}

}  // namespace

Result<Done> check_tag_count(std::size_t count) {
  constexpr std::size_t tag_limit = 50;
  if (count <= tag_limit) return Done{};
  return aws::Error(wire::error::too_many_tags_exception,
                    "The maximum number of tags per resource is 50");
}

Result<wire::TagResourceResponse> tag_resource(aws::Context& context,
                                               const wire::TagResourceRequest& request) {
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  auto tags = merged(tagged->repository->tags, request.tags);
  if (const auto count = check_tag_count(tags.size()); !count) return count.error();
  context.store.change<Repository>(
      tagged->world, tagged->repository->key(),
      [&](Repository& repository) { repository.tags = std::move(tags); });
  return wire::TagResourceResponse{};
}

Result<wire::UntagResourceResponse> untag_resource(aws::Context& context,
                                                   const wire::UntagResourceRequest& request) {
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  context.store.change<Repository>(
      tagged->world, tagged->repository->key(), [&](Repository& repository) {
        std::erase_if(repository.tags, [&](const wire::Tag& tag) {
          return std::ranges::find(request.tag_keys, tag.key) != request.tag_keys.end();
        });
      });
  return wire::UntagResourceResponse{};
}

Result<wire::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const wire::ListTagsForResourceRequest& request) {
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  return wire::ListTagsForResourceResponse{.tags = tagged->repository->tags};
}

}  // namespace drydock::ecr::api
