#pragma once

#include <boost/describe/class.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/deployment/traffic_shift.h"
#include "model/ecs/service.h"
#include "model/ecs/service_deployment.h"

namespace drydock::ecs {

struct TaskSet;

/// How many tasks of a revision there are, as AWS counts them.
struct RevisionCounts {
  int requested = 0;
  int pending = 0;
  int running = 0;

  friend bool operator==(const RevisionCounts&, const RevisionCounts&) = default;
};
BOOST_DESCRIBE_STRUCT(RevisionCounts, (), (requested, pending, running))

/// What the circuit breaker made of a deployment.
struct BreakerRecord {
  bool triggered = false;
  int failures = 0;   ///< Of tasks of the target revision.
  int threshold = 0;  ///< As it was when the deployment ended; 0 while it goes on.

  friend bool operator==(const BreakerRecord&, const BreakerRecord&) = default;
};
BOOST_DESCRIBE_STRUCT(BreakerRecord, (), (triggered, failures, threshold))

/// The CloudWatch alarms that a deployment goes by.
struct AlarmRecord {
  /// Those that have been in ALARM since before it began: they count once they have been out of it.
  std::vector<std::string> standing;
  std::vector<std::string> triggered;  ///< Those that gave it up.

  friend bool operator==(const AlarmRecord&, const AlarmRecord&) = default;
};
BOOST_DESCRIBE_STRUCT(AlarmRecord, (), (standing, triggered))

/// What gives a deployment up.
enum class GivenUpBy { circuit_breaker, alarm, lifecycle_hook, client };
BOOST_DESCRIBE_ENUM(GivenUpBy, circuit_breaker, alarm, lifecycle_hook, client)

/// A deployment's way back.
struct Rollback {
  std::string revision;    ///< The id of the revision that it goes back to.
  bool requested = false;  ///< By a client, not by the circuit breaker.
  std::string reason;
  TimePoint started_at;

  friend bool operator==(const Rollback&, const Rollback&) = default;
};
BOOST_DESCRIBE_STRUCT(Rollback, (), (revision, requested, reason, started_at))

/// One change of what a service runs, from its start by CreateService or UpdateService to its end.
/// When it has ended it is history, and changes no more.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
struct ServiceDeployment {
  static constexpr std::string_view table = "service_deployments";
  [[nodiscard]] std::string key() const { return service + "/" + id; }
  [[nodiscard]] std::string index_key() const { return service; }

  std::string id;       ///< 21 letters and digits.
  std::string service;  ///< The service's key.
  model::ecs::ServiceDeploymentStatus status = model::ecs::ServiceDeploymentStatus::in_progress;
  std::string status_reason;
  std::string target_revision;                ///< A ServiceRevision's id, as the next.
  std::vector<std::string> source_revisions;  ///< What the service ran when it started.
  /// By task set, as they were when it ended; empty while it goes on.
  std::map<std::string, RevisionCounts, std::less<>> final_counts;
  model::ecs::DeploymentConfiguration configuration;
  BreakerRecord breaker;
  AlarmRecord alarms;
  std::optional<GivenUpBy> given_up_by;
  std::optional<Rollback> rollback;
  /// How far it has come where its strategy is BLUE_GREEN, LINEAR or CANARY; what a ROLLING one has
  /// done can be told by its task sets.
  std::optional<TrafficShift> traffic;
  TimePoint created_at;
  TimePoint updated_at;
  std::optional<TimePoint> finished_at;

  friend bool operator==(const ServiceDeployment&, const ServiceDeployment&) = default;
};
BOOST_DESCRIBE_STRUCT(ServiceDeployment, (),
                      (id, service, status, status_reason, target_revision, source_revisions,
                       final_counts, configuration, breaker, alarms, given_up_by, rollback, traffic,
                       created_at, updated_at, finished_at))

/// A finished deployment is told of for so long, and no longer than it is one of so many of its
/// service.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
inline constexpr Duration deployment_history = std::chrono::hours(90 * 24);
inline constexpr std::size_t deployments_kept_max = 1000;

/// Whether its rollout or its rollback goes on.
bool is_under_way(const ServiceDeployment& deployment);
/// Whether it has come to CLEAN_UP: its revision has all the traffic, the tasks before it are
/// going, and there is no way back.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
bool is_past_return(const ServiceDeployment& deployment);
/// The revision that it is bringing the service to, or has brought it to: the target, or that of
/// its rollback.
const std::string& goal_of(const ServiceDeployment& deployment);

/// The names of the alarms that it goes by; none where it goes by none.
std::vector<std::string> alarms_of(const model::ecs::DeploymentConfiguration& configuration);

/// A task set's rolloutState and its reason, in AWS's words.
struct Rollout {
  model::ecs::DeploymentRolloutState state = model::ecs::DeploymentRolloutState::in_progress;
  std::string reason;
};
/// `deployment` is the task set's own. One that was overtaken by the next stays IN_PROGRESS.
Rollout rollout_of(const TaskSet& set, const ServiceDeployment& deployment);

}  // namespace drydock::ecs
