#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "model/ecs/common.h"

/// The rules of a container instance's attributes.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attribute.html
namespace drydock::ecs {

/// What stands before an attribute's name in a query, and in the field of a strategy.
inline constexpr std::string_view attribute_prefix = "attribute:";

/// "You can specify up to 10 custom attributes for each resource", and as many in one call.
inline constexpr std::size_t custom_attributes_max = 10;

/// 1 to 128 letters, digits and - _ / \ . in the name; in the value, where there is one, also @ :
/// and spaces within.
Result<Done> check(const model::ecs::Attribute& attribute);

/// How many of them are not the agent's own.
std::size_t custom_attributes(const std::map<std::string, std::string>& attributes);

}  // namespace drydock::ecs
