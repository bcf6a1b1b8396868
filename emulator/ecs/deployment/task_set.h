#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/common.h"

namespace drydock::ecs {

/// How the tasks of a task set have failed, and what that means for the next start.
struct StartFailures {
  /// `failedTasks`: what the circuit breaker counts during a rollout. A task that becomes healthy
  /// sets it back, unless the service's settings say otherwise.
  int tasks = 0;
  /// Rounds of starts in a row that ended with a task failing before it was healthy; they set the
  /// back-off before the next round. A healthy task sets them back.
  int rounds = 0;
  /// No task is started before this instant.
  TimePoint start_not_before{};

  friend bool operator==(const StartFailures&, const StartFailures&) = default;
};
BOOST_DESCRIBE_STRUCT(StartFailures, (), (tasks, rounds, start_not_before))

/// What a task set has where its service's deployment controller is EXTERNAL or CODE_DEPLOY: those
/// say what the set is for and how many tasks it has. See external_task_sets.h.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
struct ExternalControl {
  double scale = 0;       ///< Percent of the service's desired count.
  bool draining = false;  ///< It is being deleted: it leaves with its last task.
  model::ecs::StabilityStatus stability = model::ecs::StabilityStatus::stabilizing;
  TimePoint stability_at;   ///< Since when it has been so.
  std::string external_id;  ///< As whoever made it names it, or empty.
  std::string started_by;   ///< "CODE_DEPLOY" where that made it, else empty.
  std::vector<model::ecs::Tag> tags;

  friend bool operator==(const ExternalControl&, const ExternalControl&) = default;
};
BOOST_DESCRIBE_STRUCT(ExternalControl, (),
                      (scale, draining, stability, stability_at, external_id, started_by, tags))

/// The tasks of a service that run one of its revisions: what DescribeServices shows as one of the
/// `deployments`, or of the `taskSets` where others than ECS's own scheduler govern it. It is made
/// when a deployment starts or goes back to its revision, or by create_task_set(), and leaves with
/// its last task. Its tasks are not counted here: they are counted when it is described.
struct TaskSet {
  static constexpr std::string_view table = "task_sets";
  [[nodiscard]] std::string key() const { return service + "/" + id; }
  [[nodiscard]] std::string index_key() const { return service; }

  std::string id;        ///< "ecs-svc/<19 digits>"; also its tasks' startedBy.
  std::string service;   ///< The service's key.
  std::string revision;  ///< The ServiceRevision's id.
  /// The id of the ServiceDeployment that last made it PRIMARY; empty where it has `external`.
  std::string deployment;
  TimePoint created_at;
  TimePoint updated_at;
  /// So many tasks it is to have: of the PRIMARY one the service's desired count, of an ACTIVE one
  /// what the PRIMARY one has not yet taken over. Where it has `external`, its
  /// computedDesiredCount.
  int requested = 0;
  StartFailures failures;
  std::optional<ExternalControl> external;

  friend bool operator==(const TaskSet&, const TaskSet&) = default;
};
BOOST_DESCRIBE_STRUCT(TaskSet, (),
                      (id, service, revision, deployment, created_at, updated_at, requested,
                       failures, external))

/// The id of the task set that runs a revision.
inline std::string task_set_id(std::string_view revision) {
  return "ecs-svc/" + std::string(revision);
}

}  // namespace drydock::ecs
