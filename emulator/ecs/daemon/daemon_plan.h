#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "emulator/base/pace.h"
#include "emulator/base/time.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"

/// What a managed daemon does next: values in, values out.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-deployments.html
namespace drydock::ecs {

/// How the daemon's task on an instance is.
enum class DaemonTaskState {
  none,
  starting,   ///< On its way to RUNNING, or RUNNING and its health checks have not passed.
  running,    ///< RUNNING without a health check, and not yet for the proof time.
  proven,     ///< Its health checks pass, or it has none and has been RUNNING for long enough.
  unhealthy,  ///< A health check has failed.
  stopping,   ///< It has been asked to stop, or has ended by itself, and is not STOPPED yet.
};

/// An instance that is not INACTIVE, as the daemon sees it.
struct DaemonInstance {
  std::string id;
  std::string provider;
  bool draining = false;
  bool replaced = false;  ///< Another has been made in its place, so that it goes once it is empty.
  DaemonTaskState state = DaemonTaskState::none;
  std::string task_id;                 ///< Of the daemon's task there, if it has one.
  std::string revision;                ///< What that task runs.
  std::optional<TimePoint> proven_at;  ///< When a `running` one will be proven.
  int other_tasks = 0;                 ///< Those of no daemon.
  int unattended = 0;    ///< Those among them of no service that nobody has asked to stop.
  int tasks = 0;         ///< All that are not STOPPED.
  bool has_room = true;  ///< For a task of the revision that it is to run.
};

/// A task that has ended, though the daemon has not asked it to, and of which it takes notice now.
struct EndedDaemonTask {
  std::string task_id;
  std::string instance;
  std::string revision;
  bool failed = false;           ///< By itself, rather than by somebody's StopTask.
  bool had_run = false;          ///< It had been RUNNING.
  bool had_proven = false;       ///< For the proof time.
  bool outlived_outage = false;  ///< It is older than the engine's last return: nobody's fault.
};

/// All that the plan looks at.
struct DaemonView {
  const Daemon& daemon;
  const DaemonRevision* goal = nullptr;  ///< What the instances are to run; null where nothing is.
  const DaemonDeployment& deployment;
  std::set<std::string> providers;        ///< Those of the goal and of what ran before.
  std::vector<DaemonInstance> instances;  ///< Of these providers, in the order of their ids.
  std::vector<EndedDaemonTask> ended;
  std::vector<std::string> in_alarm;  ///< Of the deployment's alarms, those that are in ALARM.
  TimePoint now;
  const Pace& pace;
};

struct BeginDaemonDeployment {};
struct NoteDaemonTask {
  std::string task_id;
};
struct RememberDaemon {
  DaemonMemory memory;
};
/// Of the deployment's target, or, on its way back, of what it goes back to.
struct NoteDaemonFailures {
  int failures = 0;
};
struct NoteDaemonAlarms {
  AlarmRecord alarms;
};
struct StartDaemonTask {
  std::string instance;
};
struct StopDaemonTask {
  std::string task_id;
  std::string reason;
};
/// It drains, and another is made that stands for the machine that AWS would launch instead.
struct ReplaceInstance {
  std::string instance;
};
/// Tasks of no service, which nobody else takes away.
struct StopTasksOfNoService {
  std::string instance;
};
/// It is empty, and its successor is there: INACTIVE.
struct EndInstance {
  std::string instance;
};
struct BakeDaemonDeployment {};
struct CompleteDaemonDeployment {};
struct GiveUpDaemonDeployment {
  GivenUpBy by = GivenUpBy::circuit_breaker;
  std::string why;  ///< "because …"
};
/// The last task of a daemon that is being deleted has stopped.
struct EndDaemon {};

using DaemonAction =
    std::variant<BeginDaemonDeployment, NoteDaemonTask, RememberDaemon, NoteDaemonFailures,
                 NoteDaemonAlarms, StartDaemonTask, StopDaemonTask, ReplaceInstance,
                 StopTasksOfNoService, EndInstance, BakeDaemonDeployment, CompleteDaemonDeployment,
                 GiveUpDaemonDeployment, EndDaemon>;

struct DaemonPlan {
  std::vector<DaemonAction> actions;
  std::optional<TimePoint> wake_at;  ///< When to look again though nothing changes.
};

/// An empty instance gets its task at once; one that has other tasks, or a task of another
/// revision, is replaced, so many at a time as `drainPercent` allows; what drains loses its other
/// tasks first and the daemon's last. A critical daemon whose task has ended or is unhealthy has
/// its instance replaced; one that never came to RUNNING is started again, after a pause. Where the
/// daemon is not critical the instance goes on without.
DaemonPlan plan(const DaemonView& view);

/// How many of so many instances may be on their way at once: `drainPercent` of them, rounded down
/// and at least 1. AWS's default is 25.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-deployments.html
int drained_at_once(std::optional<double> drain_percent, int instances);

}  // namespace drydock::ecs
