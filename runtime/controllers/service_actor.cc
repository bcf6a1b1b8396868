#include "runtime/controllers/service_actor.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/express/express_end.h"
#include "emulator/ecs/express/express_scaling.h"
#include "emulator/ecs/gateway/gateway_connection.h"
#include "emulator/ecs/scheduler/service_events.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target_group.h"
#include "model/ecs/task.h"
#include "runtime/controllers/service_tasks.h"

namespace drydock {
namespace {

/// So many tasks one plan starts at most: about a millisecond's work. The next one finds the others
/// missing.
constexpr int most_started_at_once = 25;

}  // namespace

ServiceActor::ServiceActor(Store& store, IdSource& ids, const World& world, std::string service_key,
                           TimePoint now)
    : store_(store), ids_(ids), world_(world), service_key_(std::move(service_key)), now_(now) {}

bool ServiceActor::apply(const std::vector<ecs::ServiceAction>& actions) {
  for (const ecs::ServiceAction& action : actions) std::visit(*this, action);
  ecs::settle_routes(store_, world_, service_key_);
  return complete_;
}

void ServiceActor::operator()(const ecs::StartTasks& action) {
  ecs::StartTasks some = action;
  if (some.count > most_started_at_once) complete_ = false;
  some.count = std::min(some.count, most_started_at_once);
  some.replacing = std::min(some.replacing, some.count);
  std::vector<std::string> started;
  std::string zone;  // Of what is rebalanced, which starts one by one.
  for (ecs::Task& task : make_service_tasks(store_, world_, service(), some, ids_, now_)) {
    started.push_back(task.id);
    zone = task.availability_zone;
    store_.put(world_, std::move(task));
  }
  const std::string subject = ecs::events::subject(service(), some.task_set);
  post(some.rebalancing ? ecs::events::started_to_rebalance(subject, zone, started)
                        : ecs::events::started(subject, started, some.replacing));
}

void ServiceActor::operator()(const ecs::StopTask& action) {
  change_task(action.task_id, [&](ecs::Task& task) {
    ecs::request_stop(task, model::ecs::TaskStopCode::service_scheduler_initiated, action.reason,
                      now_);
  });
}

void ServiceActor::operator()(const ecs::RegisterTarget& action) {
  const ecs::TaskTarget& target = action.target;
  if (store_.find<elb::TargetGroup>(world_, target.target_group_arn) != nullptr) {
    elb::register_for_task(store_, world_, target.target_group_arn, target.id, target.port,
                           task_key(action.task_id), now_);
  }
  // Noted even where the group has gone: the next plan sees that, and complains.
  change_task(action.task_id, [&](ecs::Task& task) { task.targets.push_back(target); });
}

void ServiceActor::operator()(const ecs::DeregisterTarget& action) {
  const ecs::TaskTarget& target = action.target;
  elb::deregister_for_task(store_, world_, target.target_group_arn, target.id, target.port,
                           task_key(action.task_id), now_);
}

void ServiceActor::operator()(const ecs::NoteTask& action) {
  change_task(action.task_id, [&](ecs::Task& task) { task.notes = action.notes; });
}

void ServiceActor::operator()(const ecs::ScaleTaskSet& action) {
  store_.change<ecs::TaskSet>(world_, service_key_ + "/" + action.task_set,
                              [&](ecs::TaskSet& set) { set.requested = action.requested; });
}

void ServiceActor::operator()(const ecs::NoteFailures& action) {
  ecs::note_failures(store_, world_, service_key_ + "/" + action.task_set, action.failures, now_);
}

void ServiceActor::operator()(const ecs::NoteStability& action) {
  store_.change<ecs::TaskSet>(world_, service_key_ + "/" + action.task_set, [&](ecs::TaskSet& set) {
    set.external->stability = action.stability;
    set.external->stability_at = now_;
  });
}

void ServiceActor::operator()(const ecs::CompleteDeployment&) {
  ecs::complete_deployment(store_, world_, service_key_, now_);
  ecs::follow_requests(scaling(), service_key_);
}

void ServiceActor::operator()(const ecs::FailDeployment& action) {
  ecs::fail_deployment(store_, world_, service_key_, action.by, action.why, now_);
}

void ServiceActor::operator()(const ecs::RollBackDeployment& action) {
  ecs::roll_back_deployment(store_, world_, service_key_, action.by, action.why, ids_, now_);
}

void ServiceActor::operator()(const ecs::NoteAlarms& action) {
  ecs::note_alarms(store_, world_, service_key_, action.alarms, now_);
}

void ServiceActor::operator()(const ecs::EnterStage& action) {
  ecs::enter_stage(store_, world_, service_key_, action, ids_, now_);
}

void ServiceActor::operator()(const ecs::ExpireHook& action) {
  ecs::expire_hook(store_, world_, service_key_, action.id, now_);
}

void ServiceActor::operator()(const ecs::RemoveTaskSet& action) {
  ecs::remove_task_set(store_, world_, service_key_ + "/" + action.task_set);
}

void ServiceActor::operator()(const ecs::EndService&) {
  ecs::end_service(store_, world_, service_key_, now_);
  ecs::end_gateway(scaling(), service_key_);
}

void ServiceActor::operator()(const ecs::PostEvent& action) { post(action.notice); }

void ServiceActor::operator()(const ecs::Remember& action) {
  change_service([&](ecs::Service& service) { service.scheduler = action.memory; });
}

autoscaling::Scaling ServiceActor::scaling() const {
  return {.store = store_, .world = world_, .ids = ids_, .now = now_};
}

const ecs::Service& ServiceActor::service() const {
  return *store_.find<ecs::Service>(world_, service_key_);
}

std::string ServiceActor::task_key(const std::string& task_id) const {
  return service().cluster + "/" + task_id;
}

template <class Mutate>
void ServiceActor::change_task(const std::string& task_id, Mutate&& mutate) {
  store_.change<ecs::Task>(world_, task_key(task_id), std::forward<Mutate>(mutate));
}

void ServiceActor::post(ecs::ServiceNotice notice) {
  std::string id = ids_.uuid();
  change_service([&](ecs::Service& service) {
    ecs::post_event(service, std::move(notice), std::move(id), now_);
  });
}

}  // namespace drydock
