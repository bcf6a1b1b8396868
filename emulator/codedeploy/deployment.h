#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/codedeploy/common.h"
#include "model/codedeploy/deployment.h"
#include "model/codedeploy/deployment_config.h"
#include "model/codedeploy/deployment_target.h"

namespace drydock::codedeploy {

/// The most deployments that a group keeps; those that ended first go, but for its last successful
/// one.
inline constexpr std::size_t deployments_kept_max = 100;

/// The lifecycle events of an ECS deployment, in their order. The "original" task set is what runs
/// before, the "replacement" one what is to run after it.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-run-order-ecs
enum class LifecycleEvent {
  before_install,
  install,  ///< The replacement task set is made, and becomes steady.
  after_install,
  allow_test_traffic,  ///< The test listener's requests go to it; only with a test listener.
  after_allow_test_traffic,
  before_allow_traffic,
  allow_traffic,  ///< The production listener's requests go to it, by and by.
  after_allow_traffic,
};
BOOST_DESCRIBE_ENUM(LifecycleEvent, before_install, install, after_install, allow_test_traffic,
                    after_allow_test_traffic, before_allow_traffic, allow_traffic,
                    after_allow_traffic)

/// "BeforeInstall", as AWS shows it.
std::string_view event_name(LifecycleEvent event);

/// The function that a lifecycle event calls. It tells by PutLifecycleEventHookExecutionStatus
/// whether the deployment may go on.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-ecs
struct Hook {
  std::string function;      ///< As the AppSpec names it: a name or an ARN.
  std::string execution_id;  ///< From its begin on.
  bool is_called = false;    ///< It has taken the call.
  /// Succeeded or Failed, once it has told.
  std::optional<model::codedeploy::LifecycleEventStatus> verdict;
  std::string failure;  ///< Why it could not be called.

  friend bool operator==(const Hook&, const Hook&) = default;
};
BOOST_DESCRIBE_STRUCT(Hook, (), (function, execution_id, is_called, verdict, failure))

/// How far a lifecycle event has come.
struct EventRun {
  LifecycleEvent event = LifecycleEvent::before_install;
  model::codedeploy::LifecycleEventStatus status = model::codedeploy::LifecycleEventStatus::pending;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> ended_at;
  std::string message;  ///< Why it failed.
  std::optional<Hook> hook;

  friend bool operator==(const EventRun&, const EventRun&) = default;
};
BOOST_DESCRIBE_STRUCT(EventRun, (), (event, status, started_at, ended_at, message, hook))

/// Why a deployment ended, or is to end, without success.
struct Fault {
  model::codedeploy::ErrorCode code = model::codedeploy::ErrorCode::internal_error;
  std::string message;

  friend bool operator==(const Fault&, const Fault&) = default;
};
BOOST_DESCRIBE_STRUCT(Fault, (), (code, message))

/// Where the traffic is that a deployment moves.
struct Traffic {
  std::string original_group;     ///< A target group's ARN; empty before Install.
  std::string replacement_group;  ///< The same.
  bool test = false;              ///< The test listener's requests go to the replacement.
  int production = 0;  ///< The replacement's share of the others, in tenths of a percent.
  TimePoint shifted_at;

  friend bool operator==(const Traffic&, const Traffic&) = default;
};
BOOST_DESCRIBE_STRUCT(Traffic, (),
                      (original_group, replacement_group, test, production, shifted_at))

/// What a client has asked of a deployment that goes on.
struct Requests {
  bool continue_ready = false;        ///< Not to wait before production traffic moves.
  bool continue_termination = false;  ///< Not to wait before the original task set goes.
  bool stop = false;
  bool roll_back = false;  ///< With the stop.

  friend bool operator==(const Requests&, const Requests&) = default;
};
BOOST_DESCRIBE_STRUCT(Requests, (), (continue_ready, continue_termination, stop, roll_back))

/// Which deployments are tied to this one by a rollback.
struct RollbackTie {
  std::string by;       ///< The deployment that rolls this one back, or empty.
  std::string of;       ///< The deployment that this one rolls back, or empty.
  std::string message;  ///< How it stands, or why there is none.

  friend bool operator==(const RollbackTie&, const RollbackTie&) = default;
};
BOOST_DESCRIBE_STRUCT(RollbackTie, (), (by, of, message))

/// One deployment of a group: what it was made with does not change when the group does.
struct Deployment {
  static constexpr std::string_view table = "codedeploy_deployments";
  [[nodiscard]] std::string key() const { return id; }
  [[nodiscard]] std::string index_key() const { return group_id; }

  std::string id;  ///< "d-" and nine letters or digits.
  std::string group_id;
  std::string application;
  std::string group;
  std::string config_name;
  model::codedeploy::TrafficRoutingConfig routing;
  model::codedeploy::RevisionLocation revision;
  std::optional<model::codedeploy::RevisionLocation> previous_revision;
  std::string description;
  model::codedeploy::DeploymentCreator creator = model::codedeploy::DeploymentCreator::user;
  std::optional<model::codedeploy::AutoRollbackConfiguration> auto_rollback;
  std::optional<model::codedeploy::AlarmConfiguration> alarms;
  std::optional<model::codedeploy::AlarmConfiguration> override_alarms;
  model::codedeploy::BlueGreenDeploymentConfiguration blue_green;
  model::codedeploy::LoadBalancerInfo load_balancer_info;
  std::string service;  ///< The ECS service's key, "cluster/name".
  model::codedeploy::DeploymentStatus status = model::codedeploy::DeploymentStatus::created;
  TimePoint created_at;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> completed_at;
  TimePoint updated_at;
  std::optional<TimePoint> ready_since;  ///< It waits for ContinueDeployment from then on.
  std::optional<Fault> fault;            ///< It is to end with it, or has.
  std::vector<EventRun> events;
  std::string original;     ///< A task set's id; empty before Install.
  std::string replacement;  ///< The same.
  Traffic traffic;
  Requests requests;
  RollbackTie rollback;
  /// The task sets as they were at its end.
  std::vector<model::codedeploy::ECSTaskSet> final_task_sets;

  friend bool operator==(const Deployment&, const Deployment&) = default;
};
BOOST_DESCRIBE_STRUCT(Deployment, (),
                      (id, group_id, application, group, config_name, routing, revision,
                       previous_revision, description, creator, auto_rollback, alarms,
                       override_alarms, blue_green, load_balancer_info, service, status, created_at,
                       started_at, completed_at, updated_at, ready_since, fault, events, original,
                       replacement, traffic, requests, rollback, final_task_sets))

/// Whether it has not ended.
bool is_under_way(const Deployment& deployment);
/// Whether it brings back what another one has replaced.
inline bool is_rollback(const Deployment& deployment) { return !deployment.rollback.of.empty(); }
/// The lifecycle event that it is at: the first that has not ended; null after the last.
const EventRun* current_event(const Deployment& deployment);

/// The text of an AppSpec that a revision has in itself; nothing where it is elsewhere.
std::optional<std::string> app_spec_of(const model::codedeploy::RevisionLocation& revision);

/// The listeners of the group's one pair of target groups: the ARN of the one for production, and
/// that of the one for tests, or empty.
std::string production_listener(const Deployment& deployment);
std::string test_listener(const Deployment& deployment);

/// The alarms that it goes by: names.
std::vector<std::string> alarms_of(const Deployment& deployment);
/// Whether such an end of it makes it roll back.
bool rolls_back_on(const Deployment& deployment, model::codedeploy::AutoRollbackEvent event);

}  // namespace drydock::codedeploy
