#pragma once

#include <optional>
#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/common.h"
#include "model/ecs/tags.h"

/// Tags of clusters, services, tasks and task definitions.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
namespace drydock::ecs::api {

/// The tags that a call gives are as emulator/tags/tag_rules.h demands.
Result<Done> check_tags(const std::optional<std::vector<model::ecs::Tag>>& tags);

/// Adds tags to the resource of an ARN, or gives those that it has new values. Here as below the
/// ARN is of the caller's account and region, and a service's has its cluster.
Result<model::ecs::TagResourceResponse> tag_resource(aws::Context& context,
                                                     const model::ecs::TagResourceRequest& request);

/// A key that the resource does not have is no error.
Result<model::ecs::UntagResourceResponse> untag_resource(
    aws::Context& context, const model::ecs::UntagResourceRequest& request);

Result<model::ecs::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const model::ecs::ListTagsForResourceRequest& request);

}  // namespace drydock::ecs::api
