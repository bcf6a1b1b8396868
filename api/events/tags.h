#pragma once

#include <optional>
#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/events/common.h"
#include "model/events/tags.h"

/// Tags of rules.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-tagging.html
namespace drydock::events::api {

/// The tags that a call gives are as emulator/tags/tag_rules.h demands.
Result<Done> check_tags(const std::optional<std::vector<model::events::Tag>>& tags);

Result<model::events::TagResourceResponse> tag_resource(
    aws::Context& context, const model::events::TagResourceRequest& request);
/// A key that the rule does not have is no error.
Result<model::events::UntagResourceResponse> untag_resource(
    aws::Context& context, const model::events::UntagResourceRequest& request);
Result<model::events::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const model::events::ListTagsForResourceRequest& request);

}  // namespace drydock::events::api
