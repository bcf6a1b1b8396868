#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"
#include "model/ecs/common.h"

/// Task sets that ECS's own scheduler does not govern: a client of a service whose deployment
/// controller is EXTERNAL makes, scales and deletes them, or CodeDeploy does of one with
/// CODE_DEPLOY. The scheduler runs as many tasks in each as its scale says, and no deployment of
/// ECS's is behind them. These functions change the service, its task sets and their revisions
/// together; what AWS would refuse they refuse in its words, and then change nothing.
///
/// `service_key` is a service's key ("cluster/name"), which must be there; `id` a task set's id
/// ("ecs-svc/…"), TaskSetNotFoundException where the service has none of it.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html
namespace drydock::ecs {

struct Service;

/// AWS's limit of task sets in a service, those that drain among them.
inline constexpr std::size_t task_sets_max = 5;

/// Whether the service's deployment controller is EXTERNAL or CODE_DEPLOY.
bool is_governed_outside(const Service& service);

/// Keeps a new service whose deployment controller is not ECS, checked: with CODE_DEPLOY it has a
/// task set from the start, PRIMARY at 100 %, that runs what the service says; with EXTERNAL none.
const Service& start_task_sets(Store& store, const World& world, Service service, IdSource& ids,
                               TimePoint now);

/// What a task set is to be.
struct NewTaskSet {
  std::string task_definition;  ///< A family, "family:revision" or an ARN, of an ACTIVE one.
  std::optional<model::ecs::LaunchType> launch_type;
  std::vector<model::ecs::CapacityProviderStrategyItem> capacity_provider_strategy;
  std::optional<std::string> platform_version;
  std::optional<model::ecs::NetworkConfiguration> network_configuration;
  std::vector<model::ecs::LoadBalancer> load_balancers;
  std::vector<model::ecs::ServiceRegistry> service_registries;
  double scale = 0;                   ///< Percent of the service's desired count, 0 to 100.
  std::string external_id;            ///< Of one that CodeDeploy makes, the id of its deployment.
  std::string started_by;             ///< Of one that CodeDeploy makes, "CODE_DEPLOY".
  std::vector<model::ecs::Tag> tags;  ///< Checked by the caller.
};

/// Makes an ACTIVE task set with a revision of its own, and gives its id. Where neither launch type
/// nor strategy is given, it runs on the cluster's default strategy, else on EC2. Refused: what
/// cannot be launched, and a sixth set.
Result<std::string> create_task_set(Store& store, const World& world, std::string_view service_key,
                                    const NewTaskSet& wanted, IdSource& ids, TimePoint now);

/// The set is to have so many percent of the service's desired count. It is STABILIZING until the
/// scheduler finds that it has them.
Result<Done> update_task_set_scale(Store& store, const World& world, std::string_view service_key,
                                   std::string_view id, double scale, TimePoint now);

/// Makes the set PRIMARY, the one before ACTIVE, and has the service say what the set runs. It
/// moves no traffic.
Result<Done> set_primary_task_set(Store& store, const World& world, std::string_view service_key,
                                  std::string_view id, TimePoint now);

/// The set drains: its tasks stop, their targets are deregistered, and with the last of them it
/// leaves. The PRIMARY one cannot be deleted. That AWS lets one go that is scaled above 0, though
/// nothing forces it, Terraform's tests and PipeCD show.
Result<Done> delete_task_set(Store& store, const World& world, std::string_view service_key,
                             std::string_view id, TimePoint now);

/// Whether the set has all of its tasks, every one healthy, and none too many, as the scheduler
/// found last. A set that was made or scaled since is STABILIZING.
Result<model::ecs::StabilityStatus> task_set_stability(const Store& store, const World& world,
                                                       std::string_view service_key,
                                                       std::string_view id);

/// A set whose last task has gone leaves the service; one that is governed from outside takes its
/// revision with it, which nothing else names.
void remove_task_set(Store& store, const World& world, std::string_view task_set_key);

}  // namespace drydock::ecs
