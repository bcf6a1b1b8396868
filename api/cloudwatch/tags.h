#pragma once

#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/cloudwatch/common.h"
#include "model/cloudwatch/tags.h"

namespace drydock::cloudwatch::api {

/// What AWS demands of tags that a call gives.
Result<Done> check_tags(const std::vector<model::cloudwatch::Tag>& tags);

/// Of alarms, the one thing of CloudWatch's here that has tags. ResourceNotFoundException for
/// another ARN.
Result<model::cloudwatch::ListTagsForResourceOutput> list_tags_for_resource(
    aws::Context& context, const model::cloudwatch::ListTagsForResourceInput& request);
Result<model::cloudwatch::TagResourceOutput> tag_resource(
    aws::Context& context, const model::cloudwatch::TagResourceInput& request);
Result<model::cloudwatch::UntagResourceOutput> untag_resource(
    aws::Context& context, const model::cloudwatch::UntagResourceInput& request);

}  // namespace drydock::cloudwatch::api
