#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

struct Service;

/// Which image a container of a revision's tasks is.
struct ResolvedImage {
  std::string container;  ///< Its name.
  /// Of the manifest where drydock's own registry has the image, else the engine's id of it.
  std::string digest;

  friend bool operator==(const ResolvedImage&, const ResolvedImage&) = default;
};
BOOST_DESCRIBE_STRUCT(ResolvedImage, (), (container, digest))

/// What the tasks of a service are made of, as one deployment found it. It is made with that
/// deployment and never changes, but that its images are found when they are first looked for; it
/// is kept as long as a deployment or a task set names it.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
struct ServiceRevision {
  static constexpr std::string_view table = "service_revisions";
  [[nodiscard]] std::string key() const { return service + "/" + id; }
  [[nodiscard]] std::string index_key() const { return service; }

  std::string id;       ///< 19 digits; the task set that runs it has them too.
  std::string service;  ///< The service's key.
  TimePoint created_at;
  std::string task_definition;  ///< Its ARN.
  std::optional<model::ecs::LaunchType> launch_type;
  std::vector<model::ecs::CapacityProviderStrategyItem> capacity_provider_strategy;
  std::optional<std::string> platform_version;
  std::optional<model::ecs::NetworkConfiguration> network_configuration;
  /// The service's own, then those of its routes, one each.
  std::vector<model::ecs::LoadBalancer> load_balancers;
  std::vector<model::ecs::GatewayConnector> gateway_connectors;
  std::vector<std::string> routes;  ///< The keys of the GatewayRoutes that it is reached by.
  std::vector<model::ecs::ServiceRegistry> service_registries;
  /// Of each load balancer's two target groups, the one that its tasks are registered with; empty
  /// where no load balancer has an alternate one.
  std::vector<std::string> target_groups;
  std::vector<ResolvedImage> images;  ///< See image_resolution.h.
  int failed_resolutions = 0;         ///< Tasks that did not find one of its images.

  friend bool operator==(const ServiceRevision&, const ServiceRevision&) = default;
};
BOOST_DESCRIBE_STRUCT(ServiceRevision, (),
                      (id, service, created_at, task_definition, launch_type,
                       capacity_provider_strategy, platform_version, network_configuration,
                       load_balancers, gateway_connectors, routes, service_registries,
                       target_groups, images, failed_resolutions))

/// What the service says that its tasks are made of, without an id and a time.
ServiceRevision revision_of(const Service& service);
/// Has the service say that its tasks are made of what the revision tells.
void take_up(Service& service, const ServiceRevision& revision);

/// The load balancers that the service names itself.
std::vector<model::ecs::LoadBalancer> own_load_balancers(const ServiceRevision& revision);
/// The load balancers as its tasks are registered with them.
std::vector<model::ecs::LoadBalancer> resolved_load_balancers(const ServiceRevision& revision);

/// The Fargate platform version that its tasks run on: LATEST is 1.4.0.
inline std::string platform_version(const ServiceRevision& revision) {
  const std::string wanted = revision.platform_version.value_or("LATEST");
  return wanted == "LATEST" ? "1.4.0" : wanted;
}

}  // namespace drydock::ecs
