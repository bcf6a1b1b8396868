#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "api/aws/context.h"
#include "api/aws/pagination.h"
#include "emulator/store/store.h"

/// What the lists of a service's and of a managed daemon's deployments share.
namespace drydock::ecs::api {

/// Whether the request asks for a deployment of this status and this age.
template <class Deployment, class Request>
bool is_listed(const Deployment& deployment, const Request& request) {
  if (request.status && !request.status->empty() &&
      std::ranges::find(*request.status, deployment.status) == request.status->end()) {
    return false;
  }
  if (!request.created_at) return true;
  const auto& [before, after] = *request.created_at;
  return (!before || deployment.created_at <= *before) &&
         (!after || deployment.created_at >= *after);
}

/// The page of those that the request asks for, the newest first, of the service or the daemon with
/// this key. Nothing where its token is that of another list.
template <class Deployment, class Request>
auto page_of_deployments(const aws::Context& context, const std::string& owner,
                         const Request& request, const aws::PageRequest& wanted) {
  // 20 digits hold every instant, and the id tells those of one apart.
  const auto by_age = [](const Deployment* deployment) {
    const std::string instant = std::to_string(deployment->created_at.time_since_epoch().count());
    return std::string(20 - std::min<std::size_t>(20, instant.size()), '0') + instant +
           deployment->id;
  };
  auto all = context.store.table<Deployment>(context.world).indexed(owner);
  std::erase_if(all, [&](const Deployment* one) { return !is_listed(*one, request); });
  std::ranges::sort(all, std::ranges::greater(), by_age);
  return aws::page_of(std::move(all), wanted, by_age, std::greater<>());
}

}  // namespace drydock::ecs::api
