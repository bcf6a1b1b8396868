#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecr.h"

/// The tags of repositories, by ARN.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-using-tags.html
namespace drydock::ecr::api {

Result<model::ecr::TagResourceResponse> tag_resource(aws::Context& context,
                                                     const model::ecr::TagResourceRequest& request);
Result<model::ecr::UntagResourceResponse> untag_resource(
    aws::Context& context, const model::ecr::UntagResourceRequest& request);
Result<model::ecr::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const model::ecr::ListTagsForResourceRequest& request);

/// TooManyTagsException beyond the fifty that AWS allows a resource.
Result<Done> check_tag_count(std::size_t count);

}  // namespace drydock::ecr::api
