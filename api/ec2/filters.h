#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "model/ec2/network.h"

namespace drydock::ec2::api {

/// What filters see of a resource: its values by the filters' names.
using Properties = std::map<std::string, std::string, std::less<>>;

/// Whether the resource is one that all filters let through, each by one of its values, in which
/// `*` and `?` stand for any text and any character. A filter that the resource has no property
/// for is an InvalidParameterValue.
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
Result<bool> passes(const Properties& properties,
                    const std::optional<std::vector<model::ec2::Filter>>& filters);

/// Whether the ids, where any are given, name this one.
bool names(const std::optional<std::vector<std::string>>& ids, std::string_view id);

}  // namespace drydock::ec2::api
