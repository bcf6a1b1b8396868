#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "api/aws/context.h"
#include "api/aws/pagination.h"
#include "api/ecs/lookup.h"
#include "emulator/base/result.h"

/// The lists of task definitions and of daemon task definitions, which are sorted and paged alike.
namespace drydock::ecs::api {

/// A revision in a list. The key sorts by revision as a number, which the ARN would not.
template <class Told>
struct ListedRevision {
  std::string key;
  Told told;  ///< What its list tells of it, or where that is found.
};

/// The page of `request`, a call to list revisions, out of all that `list` finds for it, which
/// stand in the order of their keys; the error of a value that is none of the call's, before
/// anything is listed.
template <class Told, class Request>
Result<aws::Page<ListedRevision<Told>>> page_of_revisions(
    const aws::Context& context, const Request& request,
    std::vector<ListedRevision<Told>> (*list)(const aws::Context&, const Request&)) {
  using Listed = ListedRevision<Told>;
  const bool descending = request.sort == model::ecs::SortOrder::desc;
  const auto wanted = page_request(context, request.next_token, request.max_results, 100,
                                   descending ? "descending" : "ascending");
  if (!wanted) return wanted.error();
  const auto key = [](const Listed& item) -> const std::string& { return item.key; };
  std::vector<Listed> listed = list(context, request);
  if (descending) std::ranges::reverse(listed);
  auto page = descending ? aws::page_of(std::move(listed), *wanted, key, std::greater<>{})
                         : aws::page_of(std::move(listed), *wanted, key, std::less<>{});
  if (!page) return invalid_token();
  return *std::move(page);
}

}  // namespace drydock::ecs::api
