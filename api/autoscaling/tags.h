#pragma once

#include <map>
#include <string>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/application_autoscaling/tags.h"

namespace drydock::autoscaling::api {

/// What AWS demands of tags that a call gives.
Result<Done> check_tags(const std::map<std::string, std::string>& tags);

/// Of scalable targets, which alone have tags. ResourceNotFoundException for another ARN.
Result<model::application_autoscaling::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context,
    const model::application_autoscaling::ListTagsForResourceRequest& request);
Result<model::application_autoscaling::TagResourceResponse> tag_resource(
    aws::Context& context, const model::application_autoscaling::TagResourceRequest& request);
Result<model::application_autoscaling::UntagResourceResponse> untag_resource(
    aws::Context& context, const model::application_autoscaling::UntagResourceRequest& request);

}  // namespace drydock::autoscaling::api
