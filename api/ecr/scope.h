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

/// The page that a request asks for of the list that a registry has, or a repository of it:
/// `preset` items unless it says how many.
template <class Request>
aws::PageRequest page_request(const aws::Context& context, const World& registry,
                              std::string_view repository, const Request& request,
                              int preset = 100) {
  return aws::page_request(context, request.next_token, request.max_results.value_or(preset),
                           registry.account + "/" + std::string(repository));
}

/// A call that names what it asks for has no pages. AWS's documentation says so; the words are
/// drydock's. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
template <class Request>
Result<Done> check_unpaged(const Request& request, std::string_view names) {
  if (!request.next_token && !request.max_results) return Done{};
  return invalid_parameter(request.next_token ? "nextToken" : "maxResults",
                           "Cannot be specified together with " + std::string(names));
}

/// The key after which the page begins, empty for the first page, so that a long list is not walked
/// from its beginning. Nothing if the token is none of this list's.
inline std::optional<std::string> page_start(const aws::PageRequest& page) {
  if (!page.token) return std::string();
  return aws::read_page_token(page.list, *page.token);
}

inline aws::Error invalid_token() { return invalid_parameter("nextToken", "Invalid token"); }

}  // namespace drydock::ecr::api
