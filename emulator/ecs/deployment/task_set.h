#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

#include "emulator/base/time.h"

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

/// The tasks of a service that run one of its revisions: what DescribeServices shows as one of the
/// `deployments`. It is made when a deployment starts or goes back to its revision, and leaves with
/// its last task. Its tasks are not counted here: they are counted when it is described.
struct TaskSet {
  static constexpr std::string_view table = "task_sets";
  [[nodiscard]] std::string key() const { return service + "/" + id; }
  [[nodiscard]] std::string index_key() const { return service; }

  std::string id;          ///< "ecs-svc/<19 digits>"; also its tasks' startedBy.
  std::string service;     ///< The service's key.
  std::string revision;    ///< The ServiceRevision's id.
  std::string deployment;  ///< The id of the ServiceDeployment that last made it PRIMARY.
  TimePoint created_at;
  TimePoint updated_at;
  /// So many tasks it is to have: of the PRIMARY one the service's desired count, of an ACTIVE one
  /// what the PRIMARY one has not yet taken over.
  int requested = 0;
  StartFailures failures;

  friend bool operator==(const TaskSet&, const TaskSet&) = default;
};
BOOST_DESCRIBE_STRUCT(TaskSet, (),
                      (id, service, revision, deployment, created_at, updated_at, requested,
                       failures))

/// The id of the task set that runs a revision.
inline std::string task_set_id(std::string_view revision) {
  return "ecs-svc/" + std::string(revision);
}

}  // namespace drydock::ecs
