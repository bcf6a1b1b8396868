#include "api/ecs/daemon_deployments.h"

#include <cstddef>
#include <string>

#include "api/ecs/daemon_deployment_description.h"
#include "api/ecs/daemon_lookup.h"
#include "api/ecs/deployment_list.h"
#include "api/ecs/lookup.h"
#include "api/ecs/named_record.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"

namespace drydock::ecs::api {
namespace {

constexpr std::size_t described_max = 20;

}  // namespace

Result<model::ecs::ListDaemonDeploymentsResponse> list_daemon_deployments(
    aws::Context& context, const model::ecs::ListDaemonDeploymentsRequest& request) {
  const auto daemon = find_daemon(context, request.daemon_arn);
  if (!daemon) return daemon.error();
  const auto wanted =
      page_request(context, request.next_token, request.max_results, 20, (*daemon)->key());
  if (!wanted) return wanted.error();
  const auto page =
      page_of_deployments<DaemonDeployment>(context, (*daemon)->key(), request, *wanted);
  if (!page) return invalid_token();
  model::ecs::ListDaemonDeploymentsResponse response;
  response.daemon_deployments.emplace();
  for (const DaemonDeployment* deployment : page->items) {
    response.daemon_deployments->push_back(summary(context.world, *deployment));
  }
  response.next_token = page->next_token;
  return response;
}

Result<model::ecs::DescribeDaemonDeploymentsResponse> describe_daemon_deployments(
    aws::Context& context, const model::ecs::DescribeDaemonDeploymentsRequest& request) {
  if (request.daemon_deployment_arns.size() > described_max) {
    return invalid_parameter("daemonDeploymentArns cannot have more than 20 elements.");
  }
  model::ecs::DescribeDaemonDeploymentsResponse response;
  response.daemon_deployments.emplace();
  response.failures.emplace();
  for (const std::string& arn : request.daemon_deployment_arns) {
    const auto* found = find_by_arn<DaemonDeployment>(context, arn, "daemon-deployment/");
    if (found == nullptr) {
      response.failures->push_back({.arn = arn, .reason = "MISSING", .detail = {}});
    } else {
      response.daemon_deployments->push_back(describe(context.store, context.world, *found));
    }
  }
  return response;
}

Result<model::ecs::DescribeDaemonRevisionsResponse> describe_daemon_revisions(
    aws::Context& context, const model::ecs::DescribeDaemonRevisionsRequest& request) {
  if (request.daemon_revision_arns.size() > described_max) {
    return invalid_parameter("daemonRevisionArns cannot have more than 20 elements.");
  }
  model::ecs::DescribeDaemonRevisionsResponse response;
  response.daemon_revisions.emplace();
  response.failures.emplace();
  for (const std::string& arn : request.daemon_revision_arns) {
    const auto* found = find_by_arn<DaemonRevision>(context, arn, "daemon-revision/");
    if (found == nullptr) {
      response.failures->push_back({.arn = arn, .reason = "MISSING", .detail = {}});
    } else {
      response.daemon_revisions->push_back(describe(context.store, context.world, *found));
    }
  }
  return response;
}

}  // namespace drydock::ecs::api
