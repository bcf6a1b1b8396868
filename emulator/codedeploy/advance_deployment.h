#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/codedeploy/deployment.h"

/// The next step of a deployment: values in, values out.
namespace drydock::codedeploy {

/// What a deployment has to know of a task set that is there.
struct TaskSetSight {
  bool is_steady = false;
  bool is_draining = false;
};

/// All that the next step depends on.
struct DeploymentView {
  const Deployment& deployment;
  std::optional<TaskSetSight> original;     ///< Nothing before Install, or once it has gone.
  std::optional<TaskSetSight> replacement;  ///< The same.
  /// The service's other task sets, which an earlier deployment has left.
  std::vector<TaskSetSight> leftovers;
  std::vector<std::string> in_alarm;  ///< Of the alarms that it goes by.
  TimePoint now;
};

/// It begins: InProgress.
struct BeginDeployment {};
/// The lifecycle event that it is at begins.
struct BeginEvent {};
/// The same event has done its work.
struct EndEvent {};
/// The task sets that an earlier deployment left are deleted; traffic of theirs goes to the PRIMARY
/// one first.
struct ClearWay {};
/// The replacement task set is made.
struct InstallReplacement {};
/// The test listener's requests go to the replacement.
struct ShiftTestTraffic {};
/// The replacement gets this share of the production traffic, in tenths of a percent. With all of
/// it, it becomes PRIMARY.
struct ShiftTraffic {
  int share = 0;
};
/// It waits for somebody who lets it go on: Ready.
struct AwaitContinue {};
/// The original task set is deleted.
struct TerminateOriginal {};
/// It has Succeeded.
struct Succeed {};
/// It has Failed or is Stopped, and is rolled back where there is a way back.
struct GiveUp {
  model::codedeploy::DeploymentStatus status = model::codedeploy::DeploymentStatus::failed;
  Fault fault;
  bool roll_back = false;
};

using DeploymentAction =
    std::variant<BeginDeployment, BeginEvent, EndEvent, ClearWay, InstallReplacement,
                 ShiftTestTraffic, ShiftTraffic, AwaitContinue, TerminateOriginal, Succeed, GiveUp>;

/// One step at most, and when to look again though nothing has changed.
struct DeploymentStep {
  std::optional<DeploymentAction> action;
  std::optional<TimePoint> wake_at;
};

/// - The lifecycle events come one after another. Install lasts until the replacement is steady, an
///   event with a hook until its function has told that it may go on, each an hour at most;
///   AllowTraffic shifts as the deployment configuration says; before BeforeAllowTraffic it may
///   wait for ContinueDeployment.
/// - After the last one the original task set lives on for the termination wait time, or for good.
/// - A fault, a request to stop it, the loss of its replacement and an alarm end it at any time
///   before; a rollback goes by no alarms.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html
DeploymentStep next_step(const DeploymentView& view);

/// Whether a deployment that ends now can be rolled back: it has come to Install, and its original
/// task set is there and not being deleted.
bool has_way_back(const DeploymentView& view);

}  // namespace drydock::codedeploy
