#pragma once

#include <optional>
#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/codedeploy/common.h"
#include "model/codedeploy/tags.h"

namespace drydock::codedeploy::api {

/// What AWS demands of tags that a call gives.
Result<Done> check_tags(const std::vector<model::codedeploy::Tag>& tags);

/// Of applications and deployment groups.
Result<model::codedeploy::ListTagsForResourceOutput> list_tags_for_resource(
    aws::Context& context, const model::codedeploy::ListTagsForResourceInput& request);
Result<model::codedeploy::TagResourceOutput> tag_resource(
    aws::Context& context, const model::codedeploy::TagResourceInput& request);
Result<model::codedeploy::UntagResourceOutput> untag_resource(
    aws::Context& context, const model::codedeploy::UntagResourceInput& request);

}  // namespace drydock::codedeploy::api
