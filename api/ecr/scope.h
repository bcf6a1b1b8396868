#pragma once

#include <optional>
#include <string>

#include "api/aws/context.h"
#include "api/aws/pagination.h"
#include "emulator/base/result.h"
#include "emulator/ecr/errors.h"

/// What every handler of ECR's API begins with.
namespace drydock::ecr::api {

/// The registry that a request is about: the caller's own unless it names another account's.
inline World registry_of(const aws::Context& context,
                         const std::optional<std::string>& registry_id) {
  return {registry_id.value_or(context.world.account), context.world.region};
}

/// The page that a request asks for: 100 items unless it says how many.
inline aws::PageRequest page_request(const std::optional<std::string>& next_token,
                                     const std::optional<std::int32_t>& max_results) {
  return {next_token, static_cast<std::size_t>(max_results.value_or(100))};
}

inline aws::Error invalid_token() { return invalid_parameter("nextToken", "Invalid token"); }

}  // namespace drydock::ecr::api
