#pragma once

#include <optional>
#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecr/common.h"
#include "model/ecr/tags.h"

/// The tags of repositories, by ARN. It is of the caller's account and region.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-using-tags.html
namespace drydock::ecr::api {

Result<model::ecr::TagResourceResponse> tag_resource(aws::Context& context,
                                                     const model::ecr::TagResourceRequest& request);
Result<model::ecr::UntagResourceResponse> untag_resource(
    aws::Context& context, const model::ecr::UntagResourceRequest& request);
Result<model::ecr::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const model::ecr::ListTagsForResourceRequest& request);

/// The tags that a call gives are as emulator/tags/tag_rules.h demands.
Result<Done> check_tags(const std::optional<std::vector<model::ecr::Tag>>& tags);

}  // namespace drydock::ecr::api
