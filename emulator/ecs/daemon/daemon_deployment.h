#pragma once

#include <boost/describe/class.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "model/ecs/common.h"
#include "model/ecs/daemon_deployment.h"

namespace drydock {
class Store;
}

namespace drydock::ecs {

struct Daemon;
struct DaemonRevision;

/// How many container instances of a capacity provider have a daemon's revision, as AWS counts.
struct DaemonCounts {
  int running = 0;   ///< Its task is RUNNING there.
  int without = 0;   ///< They are to go on without it.
  int draining = 0;  ///< They are on their way out with it.

  friend bool operator==(const DaemonCounts&, const DaemonCounts&) = default;
};
BOOST_DESCRIBE_STRUCT(DaemonCounts, (), (running, without, draining))
/// By the capacity provider's name.
using DaemonCountsByProvider = std::map<std::string, DaemonCounts>;
/// By the revision's id.
using DaemonCountsByRevision = std::map<std::string, DaemonCountsByProvider>;

/// One change of what a daemon's instances run: by CreateDaemon, UpdateDaemon or DeleteDaemon. When
/// it has ended it is history.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-deployments.html
struct DaemonDeployment {
  static constexpr std::string_view table = "daemon_deployments";
  [[nodiscard]] std::string key() const { return daemon + "/" + id; }
  [[nodiscard]] std::string index_key() const { return daemon; }

  std::string id;      ///< 21 letters and digits.
  std::string daemon;  ///< The daemon's key.
  model::ecs::DaemonDeploymentStatus status = model::ecs::DaemonDeploymentStatus::pending;
  std::string status_reason;
  std::string
      target_revision;  ///< The id of a DaemonRevision; empty where it takes the daemon away.
  std::vector<std::string> source_revisions;  ///< What ran when it began.
  model::ecs::DaemonDeploymentConfiguration configuration;
  int failures = 0;           ///< Tasks of its target that failed.
  int rollback_failures = 0;  ///< Tasks of what it goes back to that failed.
  int threshold = 0;          ///< As it was when it ended; 0 while it goes on.
  std::optional<GivenUpBy> given_up_by;
  AlarmRecord alarms;
  std::optional<Rollback> rollback;
  std::optional<TimePoint> baking_since;  ///< Since when all instances have been updated.
  DaemonCountsByRevision final_counts;    ///< As they were when it ended.
  TimePoint created_at;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> stopped_at;
  std::optional<TimePoint> finished_at;

  friend bool operator==(const DaemonDeployment&, const DaemonDeployment&) = default;
};
BOOST_DESCRIBE_STRUCT(DaemonDeployment, (),
                      (id, daemon, status, status_reason, target_revision, source_revisions,
                       configuration, failures, rollback_failures, threshold, given_up_by, alarms,
                       rollback, baking_since, final_counts, created_at, started_at, stopped_at,
                       finished_at))

/// Whether its rollout or its rollback goes on.
bool is_under_way(const DaemonDeployment& deployment);

/// The names of the alarms that it goes by; none where it goes by none.
std::vector<std::string> alarms_of(const model::ecs::DaemonDeploymentConfiguration& configuration);

/// The deployment that the daemon is under or that was its last.
const DaemonDeployment& deployment_of(const Store& store, const World& world, const Daemon& daemon);
/// A revision of the daemon that is kept, or null.
const DaemonRevision* find_daemon_revision(const Store& store, const World& world,
                                           const Daemon& daemon, const std::string& id);

/// So many failed tasks give a deployment up: AWS does not document how many, so it is the
/// preset of the services' circuit breaker, with an instance for a desired task.
int breaker_threshold_of_daemon(std::size_t instances);

}  // namespace drydock::ecs
