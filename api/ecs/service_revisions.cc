#include "api/ecs/service_revisions.h"

#include <algorithm>
#include <utility>

#include "api/ecs/gateway_description.h"
#include "api/ecs/lookup.h"
#include "api/ecs/managed_resources.h"
#include "api/ecs/named_record.h"
#include "api/ecs/revision_description.h"
#include "api/ecs/service_description.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs::api {
namespace {

constexpr std::size_t described_revisions_max = 20;

/// Each container's image, and which one it has turned out to be.
std::vector<model::ecs::ContainerImage> images_of(const TaskDefinition& definition,
                                                  const std::vector<ResolvedImage>& resolved) {
  std::vector<model::ecs::ContainerImage> images;
  if (!definition.definition.container_definitions) return images;
  for (const auto& container : *definition.definition.container_definitions) {
    model::ecs::ContainerImage& shown = images.emplace_back();
    shown.container_name = container.name;
    shown.image = container.image;
    const auto found = std::ranges::find(resolved, container.name, &ResolvedImage::container);
    if (found != resolved.end()) shown.image_digest = found->digest;
  }
  return images;
}

/// With which of its target groups each of the service's own load balancers serves the revision.
model::ecs::ResolvedConfiguration resolved(const ServiceRevision& revision) {
  model::ecs::ResolvedConfiguration shown;
  auto& load_balancers = shown.load_balancers.emplace();
  const auto own = own_load_balancers(revision);
  for (std::size_t at = 0; at < own.size(); ++at) {
    auto& one = load_balancers.emplace_back();
    one.target_group_arn = revision.target_groups.at(at);
    if (const auto& advanced = own[at].advanced_configuration) {
      one.production_listener_rule = advanced->production_listener_rule;
    }
  }
  return shown;
}

model::ecs::ServiceRevision describe_revision(const aws::Context& context, const Service& service,
                                              const ServiceRevision& revision,
                                              const OwnPort& port) {
  model::ecs::ServiceRevision shown;
  shown.service_revision_arn = service_revision_arn(context.world, revision.key());
  shown.service_arn = service.arn;
  shown.cluster_arn = service.cluster_arn;
  show_revision(shown, revision);
  shown.load_balancers = own_load_balancers(revision);
  const bool has_choice = !shown.load_balancers->empty() && !revision.target_groups.empty();
  if (!revision.gateway_connectors.empty()) shown.gateway_connectors = revision.gateway_connectors;
  shown.service_registries = revision.service_registries;
  if (has_choice) shown.resolved_configuration = resolved(revision);
  const auto* definition = find_revision(context.store, context.world, revision.task_definition);
  if (definition != nullptr) shown.container_images = images_of(*definition, revision.images);
  shown.guard_duty_enabled = false;
  shown.created_at = revision.created_at;
  const auto* gateway = context.store.find<ExpressGateway>(context.world, service.key());
  if (gateway != nullptr && service.status != ServiceStatus::inactive) {
    shown.ecs_managed_resources = describe_managed(context.store, context.world, *gateway, port);
  }
  auto connections = describe_connections(context.store, context.world, revision, port);
  if (!connections.empty()) {
    if (!shown.ecs_managed_resources) shown.ecs_managed_resources.emplace();
    shown.ecs_managed_resources->gateway_connections = std::move(connections);
  }
  return shown;
}

}  // namespace

Result<model::ecs::DescribeServiceRevisionsResponse> ServiceRevisions::describe(
    aws::Context& context, const model::ecs::DescribeServiceRevisionsRequest& request) const {
  if (request.service_revision_arns.size() > described_revisions_max) {
    return invalid_parameter("serviceRevisionArns cannot have more than 20 elements.");
  }
  model::ecs::DescribeServiceRevisionsResponse response;
  response.service_revisions.emplace();
  response.failures.emplace();
  for (const std::string& arn : request.service_revision_arns) {
    const auto* revision = find_by_arn<ServiceRevision>(context, arn, "service-revision/");
    const auto* service = revision == nullptr
                              ? nullptr
                              : context.store.find<Service>(context.world, revision->service);
    if (service == nullptr) {
      response.failures->push_back({.arn = arn, .reason = "MISSING"});
    } else {
      response.service_revisions->push_back(describe_revision(context, *service, *revision, port_));
    }
  }
  return response;
}

}  // namespace drydock::ecs::api
