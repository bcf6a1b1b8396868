#pragma once

#include <boost/describe/class.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "model/ecs/common.h"
#include "model/ecs/daemon.h"

namespace drydock::ecs {

struct ContainerInstance;
struct Task;

/// What a daemon remembers of its tasks, beside the tasks themselves.
struct DaemonMemory {
  /// By container instance, the revision that it goes without: the daemon is not critical, and its
  /// task there has failed or ended. It is not started again before another revision comes.
  std::map<std::string, std::string> without;
  int failed_rounds = 0;  ///< Starts that failed one after another.
  TimePoint start_not_before{};

  friend bool operator==(const DaemonMemory&, const DaemonMemory&) = default;
};
BOOST_DESCRIBE_STRUCT(DaemonMemory, (), (without, failed_rounds, start_not_before))

/// A managed daemon: one task on each container instance of its capacity providers, started before
/// other tasks are placed there and stopped after them. No service has a part in it: one with
/// schedulingStrategy DAEMON is something else.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons.html
struct Daemon {
  static constexpr std::string_view table = "daemons";
  [[nodiscard]] std::string key() const { return cluster + "/" + name; }

  std::string name;
  std::string cluster;  ///< The cluster's name.
  model::ecs::DaemonStatus status = model::ecs::DaemonStatus::active;
  std::string deployment;  ///< The id of the one that it is under, or that was its last.
  /// The id of the DaemonRevision that its instances are to run; empty while it is being deleted,
  /// and where its only deployment has failed.
  std::string revision;
  std::string last_completed_revision;  ///< What a deployment that fails goes back to, or empty.
  DaemonMemory memory;
  std::vector<model::ecs::Tag> tags;
  TimePoint created_at;
  TimePoint updated_at;

  friend bool operator==(const Daemon&, const Daemon&) = default;
};
BOOST_DESCRIBE_STRUCT(Daemon, (),
                      (name, cluster, status, deployment, revision, last_completed_revision, memory,
                       tags, created_at, updated_at))

/// The configuration of a daemon as one deployment found it. It never changes, but that its images
/// are found when they are first looked for, and is kept as long as a deployment or the daemon
/// names it.
struct DaemonRevision {
  static constexpr std::string_view table = "daemon_revisions";
  [[nodiscard]] std::string key() const { return daemon + "/" + id; }
  [[nodiscard]] std::string index_key() const { return daemon; }

  std::string id;                            ///< 19 digits.
  std::string daemon;                        ///< The daemon's key.
  std::string task_definition;               ///< Its ARN.
  std::set<std::string> capacity_providers;  ///< Their names.
  bool propagates_tags = false;
  bool enable_ecs_managed_tags = false;
  bool enable_execute_command = false;
  bool critical = true;
  std::vector<ResolvedImage> images;  ///< See image_resolution.h.
  int failed_resolutions = 0;         ///< Tasks that did not find one of its images.
  TimePoint created_at;

  friend bool operator==(const DaemonRevision&, const DaemonRevision&) = default;
};
BOOST_DESCRIBE_STRUCT(DaemonRevision, (),
                      (id, daemon, task_definition, capacity_providers, propagates_tags,
                       enable_ecs_managed_tags, enable_execute_command, critical, images,
                       failed_resolutions, created_at))

/// An instance of a Managed Instances capacity provider says whose it is by this attribute: drydock
/// launches no machines, so who registers one says it.
inline constexpr std::string_view capacity_provider_attribute = "drydock.capacity-provider";
/// The name of the instance's capacity provider; empty where it has none.
std::string capacity_provider_of(const ContainerInstance& instance);

/// The group that a daemon's tasks are of.
std::string daemon_group(std::string_view daemon);

/// What stands in a task's `deployment_id` where a daemon has started it.
std::string daemon_deployment_id(std::string_view revision_id);
/// Whether a daemon has started the task.
bool is_of_daemon(const Task& task);
/// The id of the revision that a daemon's task runs, and the name of its daemon.
std::string_view daemon_revision_of(const Task& task);
std::string_view daemon_of(const Task& task);

}  // namespace drydock::ecs
