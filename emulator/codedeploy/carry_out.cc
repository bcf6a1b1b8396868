#include "emulator/codedeploy/carry_out.h"

#include <algorithm>
#include <utility>

#include "emulator/base/joined.h"
#include "emulator/codedeploy/app_spec.h"
#include "emulator/codedeploy/deployment_config.h"
#include "emulator/codedeploy/deployment_group.h"
#include "emulator/codedeploy/deployment_keeping.h"
#include "emulator/codedeploy/replacement.h"
#include "emulator/codedeploy/traffic.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"

namespace drydock::codedeploy {
namespace {

using model::codedeploy::DeploymentCreator;
using model::codedeploy::DeploymentStatus;
using model::codedeploy::ErrorCode;
using model::codedeploy::LifecycleEventStatus;

/// The words of a call that ECS refuses, as AWS has them.
Fault refused_by_ecs(const aws::Error& error) {
  return {ErrorCode::ecs_update_error,
          joined({"The ECS service cannot be updated due to an unexpected error: ", error.message(),
                  " (Service: AmazonECS; Status Code: 400; Error Code: ", error.code(), ")"})};
}

/// The deployment that brings back what this one has replaced: the two task sets have changed
/// places, the traffic moves at once, and there is nothing to install.
Deployment rollback_of(const Deployment& ended, std::string id, TimePoint now) {
  Deployment back = ended;
  back.id = std::move(id);
  back.config_name = std::string(default_config);
  back.routing = {.type = model::codedeploy::TrafficRoutingType::all_at_once};
  back.revision = ended.previous_revision.value_or(model::codedeploy::RevisionLocation{});
  back.previous_revision = ended.revision;
  back.description = "Rollback of deployment " + ended.id;
  back.creator = DeploymentCreator::code_deploy_rollback;
  back.status = DeploymentStatus::created;
  back.created_at = back.updated_at = now;
  back.started_at = back.completed_at = back.ready_since = std::nullopt;
  back.fault.reset();
  back.events = fresh_events(back);
  for (EventRun& run : back.events) {
    if (run.event <= LifecycleEvent::after_install) run.status = LifecycleEventStatus::skipped;
  }
  std::swap(back.original, back.replacement);
  back.traffic = {.original_group = ended.traffic.replacement_group,
                  .replacement_group = ended.traffic.original_group,
                  .test = !ended.traffic.test,
                  .production = ecs::all_traffic - ended.traffic.production,
                  .shifted_at = now};
  back.requests = {};
  back.rollback = {.by = {}, .of = ended.id, .message = {}};
  back.final_task_sets.clear();
  return back;
}

/// Carries out one action for one deployment.
class Actor {
 public:
  Actor(const Deploying& deploying, const std::string& id)
      : store_(deploying.store), world_(deploying.world), deploying_(deploying), id_(id) {}

  void operator()(const BeginDeployment& /*action*/) {
    if (is_rollback(deployment())) return begin();
    const auto spec = parse_app_spec(app_spec_of(deployment().revision).value_or(""));
    if (!spec) return note_fault({ErrorCode::invalid_revision, spec.error().message()});
    begin();
  }

  void operator()(const BeginEvent& /*action*/) {
    change([this](Deployment& changed) {
      EventRun& run = current(changed);
      run.status = LifecycleEventStatus::in_progress;
      run.started_at = deploying_.now;
      if (run.hook) run.hook->execution_id = deploying_.ids.uuid();
      changed.status = DeploymentStatus::in_progress;
    });
  }

  void operator()(const EndEvent& /*action*/) {
    change([this](Deployment& changed) {
      EventRun& run = current(changed);
      run.status = LifecycleEventStatus::succeeded;
      run.ended_at = deploying_.now;
    });
  }

  void operator()(const ClearWay& /*action*/) {
    const auto ground = find_ground(store_, world_, deployment());
    if (!ground) return note_fault(ground.error());
    shift_all_back(ground->groups);
    std::vector<std::string> leftovers;
    for (const ecs::TaskSet* set : ecs::task_sets_of(store_, world_, *ground->service)) {
      const bool is_draining = set->external && set->external->draining;
      if (set != ground->original && !is_draining) leftovers.push_back(set->id);
    }
    for (const std::string& id : leftovers) remove(id);
  }

  void operator()(const InstallReplacement& /*action*/) {
    const auto ground = find_ground(store_, world_, deployment());
    if (!ground) return note_fault(ground.error());
    const auto spec = parse_app_spec(app_spec_of(deployment().revision).value_or(""));
    if (!spec) return note_fault({ErrorCode::invalid_revision, spec.error().message()});
    const std::string original = ground->original->id;
    // ECS takes a target group only behind a load balancer, and only there its targets are checked.
    shift_all_back(ground->groups);
    const auto made =
        ecs::create_task_set(store_, world_, deployment().service,
                             replacement_for(store_, world_, deployment(), *ground, *spec),
                             deploying_.ids, deploying_.now);
    if (!made) return note_fault(refused_by_ecs(made.error()));
    change([&](Deployment& changed) {
      changed.original = original;
      changed.replacement = *made;
      changed.traffic.original_group = ground->groups.original;
      changed.traffic.replacement_group = ground->groups.replacement;
    });
  }

  void operator()(const ShiftTestTraffic& /*action*/) {
    shift_traffic(store_, world_, test_listener(deployment()), groups(), ecs::all_traffic);
    change([](Deployment& changed) { changed.traffic.test = true; });
  }

  void operator()(const ShiftTraffic& action) {
    shift_traffic(store_, world_, production_listener(deployment()), groups(), action.share);
    change([&](Deployment& changed) {
      changed.traffic.production = action.share;
      changed.traffic.shifted_at = deploying_.now;
    });
    if (action.share < ecs::all_traffic) return;
    const auto moved = ecs::set_primary_task_set(store_, world_, deployment().service,
                                                 deployment().replacement, deploying_.now);
    if (!moved) note_fault(refused_by_ecs(moved.error()));
  }

  void operator()(const AwaitContinue& /*action*/) {
    change([this](Deployment& changed) {
      changed.status = DeploymentStatus::ready;
      changed.ready_since = deploying_.now;
    });
  }

  void operator()(const TerminateOriginal& /*action*/) { remove(deployment().original); }

  void operator()(const Succeed& /*action*/) {
    end(DeploymentStatus::succeeded);
    const auto* group = find_group_by_id(store_, world_, deployment().group_id);
    if (group == nullptr) return;
    store_.change<DeploymentGroup>(
        world_, group->key(), [this](DeploymentGroup& changed) { changed.last_successful = id_; });
  }

  void operator()(const GiveUp& action) {
    const bool is_possible = has_way_back(view_of(store_, world_, deployment(), deploying_.now));
    change([&](Deployment& changed) {
      changed.fault = action.fault;
      stop_events(changed, action);
    });
    end(action.status);
    if (!action.roll_back) return;
    if (is_possible) return roll_back();
    change([](Deployment& changed) {
      changed.rollback.message =
          "The deployment cannot be rolled back: it has replaced nothing, or the original task set "
          "has gone.";
    });
  }

 private:
  [[nodiscard]] const Deployment& deployment() const {
    return *store_.find<Deployment>(world_, id_);
  }
  [[nodiscard]] GroupPair groups() const {
    const Traffic& traffic = deployment().traffic;
    return {traffic.original_group, traffic.replacement_group};
  }
  static EventRun& current(Deployment& deployment) {
    const auto place = current_event(deployment) - deployment.events.data();
    return deployment.events[static_cast<std::size_t>(place)];
  }

  template <class Mutate>
  void change(Mutate mutate) {
    store_.change<Deployment>(world_, id_, [&](Deployment& changed) {
      mutate(changed);
      changed.updated_at = deploying_.now;
    });
  }

  void note_fault(Fault fault) {
    change([&](Deployment& changed) { changed.fault = std::move(fault); });
  }

  void begin() {
    change([this](Deployment& changed) {
      changed.status = DeploymentStatus::in_progress;
      changed.started_at = deploying_.now;
    });
  }

  void shift_all_back(const GroupPair& groups) {
    shift_traffic(store_, world_, production_listener(deployment()), groups, 0);
    const std::string test = test_listener(deployment());
    if (!test.empty()) shift_traffic(store_, world_, test, groups, 0);
  }

  void remove(const std::string& task_set) {
    const auto removed =
        ecs::delete_task_set(store_, world_, deployment().service, task_set, deploying_.now);
    if (!removed) note_fault(refused_by_ecs(removed.error()));
  }

  /// The event that it was at has failed, where the deployment has; what is left is skipped.
  void stop_events(Deployment& changed, const GiveUp& action) {
    for (EventRun& run : changed.events) {
      if (run.ended_at || run.status == LifecycleEventStatus::skipped) continue;
      const bool failed = run.status == LifecycleEventStatus::in_progress &&
                          action.status == DeploymentStatus::failed;
      run.status = failed ? LifecycleEventStatus::failed : LifecycleEventStatus::skipped;
      if (failed) run.message = action.fault.message;
      if (run.started_at) run.ended_at = deploying_.now;
    }
  }

  void end(DeploymentStatus status) {
    auto sets = task_sets_info(store_, world_, deployment());
    change([&](Deployment& changed) {
      changed.status = status;
      changed.completed_at = deploying_.now;
      changed.final_task_sets = std::move(sets);
    });
  }

  void roll_back() {
    const std::string id = new_deployment_id(deploying_.ids);
    Deployment back = rollback_of(deployment(), id, deploying_.now);
    change([&](Deployment& changed) {
      changed.rollback.by = id;
      changed.rollback.message =
          joined({"Deployment ", id_, " is rolled back by deployment ", id, "."});
    });
    add_deployment(deploying_, std::move(back));
  }

  Store& store_;
  const World& world_;
  const Deploying& deploying_;
  const std::string id_;
};

}  // namespace

void carry_out(const Deploying& deploying, const std::string& id, const DeploymentAction& action) {
  std::visit(Actor(deploying, id), action);
}

}  // namespace drydock::codedeploy
