#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2/common.h"
#include "model/elbv2/tags.h"

/// Tags of load balancers, target groups, listeners and rules.
namespace drydock::elb::api {

/// The tags that a call gives are as emulator/tags/tag_rules.h demands.
Result<Done> check_tags(const std::optional<std::vector<model::elbv2::Tag>>& tags);
std::map<std::string, std::string> tags_from(
    const std::optional<std::vector<model::elbv2::Tag>>& tags);

/// For one resource at a time, as on AWS. ARNs here as below are of the caller's region.
Result<model::elbv2::AddTagsOutput> add_tags(aws::Context& context,
                                             const model::elbv2::AddTagsInput& request);

/// A key that a resource does not have is no error.
Result<model::elbv2::RemoveTagsOutput> remove_tags(aws::Context& context,
                                                   const model::elbv2::RemoveTagsInput& request);

/// A description for every ARN, of which there are at most 20, also of what has no tags. A listener
/// that could not have its port of this machine tells which one it has in the tag
/// "aws:drydock:port".
Result<model::elbv2::DescribeTagsOutput> describe_tags(
    aws::Context& context, const model::elbv2::DescribeTagsInput& request);

}  // namespace drydock::elb::api
