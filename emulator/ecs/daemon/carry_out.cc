#include "emulator/ecs/daemon/carry_out.h"

#include <utility>
#include <variant>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon_rollout.h"
#include "emulator/ecs/daemon/daemon_tasks.h"
#include "emulator/ecs/daemon/instance_replacement.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/task.h"
#include "emulator/store/store.h"
#include "model/ecs/task.h"

namespace drydock::ecs {
namespace {

using model::ecs::TaskStopCode;

class DaemonActor {
 public:
  DaemonActor(const DaemonSite& site, const std::string& daemon_key)
      : store_(site.store), world_(site.world), ids_(site.ids), now_(site.now), key_(daemon_key) {}

  void operator()(const BeginDaemonDeployment&) {
    change_deployment([this](DaemonDeployment& deployment) {
      deployment.status = model::ecs::DaemonDeploymentStatus::in_progress;
      deployment.started_at = now_;
    });
  }

  void operator()(const NoteDaemonTask& action) {
    change_task(action.task_id, [](Task& task) { task.notes.failure_noted = true; });
  }

  void operator()(const RememberDaemon& action) {
    store_.change<Daemon>(world_, key_,
                          [&action](Daemon& changed) { changed.memory = action.memory; });
  }

  void operator()(const NoteDaemonFailures& action) {
    change_deployment([&action](DaemonDeployment& deployment) {
      (deployment.rollback ? deployment.rollback_failures : deployment.failures) = action.failures;
    });
  }

  void operator()(const NoteDaemonAlarms& action) {
    change_deployment(
        [&action](DaemonDeployment& deployment) { deployment.alarms = action.alarms; });
  }

  void operator()(const StartDaemonTask& action) {
    const auto* instance = store_.find<ContainerInstance>(world_, instance_key(action.instance));
    const auto* revision = find_daemon_revision(store_, world_, daemon(), daemon().revision);
    if (instance == nullptr || revision == nullptr) return;
    store_.put(world_,
               make_daemon_task(store_, world_, daemon(), *revision, *instance, ids_, now_));
  }

  void operator()(const StopDaemonTask& action) {
    change_task(action.task_id, [&](Task& task) {
      request_stop(task, TaskStopCode::service_scheduler_initiated, action.reason, now_);
    });
  }

  void operator()(const ReplaceInstance& action) {
    replace_instance(store_, world_, instance_key(action.instance), ids_, now_);
  }

  void operator()(const StopTasksOfNoService& action) {
    const auto* instance = store_.find<ContainerInstance>(world_, instance_key(action.instance));
    std::vector<std::string> ids;
    for (const Task* task : tasks_on(store_, world_, *instance)) {
      const bool is_nobodys = task->service.empty() && !is_of_daemon(*task);
      if (is_nobodys && task->desired_status == DesiredStatus::running) ids.push_back(task->id);
    }
    for (const std::string& id : ids) {
      change_task(id, [this](Task& task) {
        request_stop(task, TaskStopCode::termination_notice,
                     "Container instance is in DRAINING state", now_);
      });
    }
  }

  void operator()(const EndInstance& action) {
    end_instance(store_, world_, instance_key(action.instance));
  }

  void operator()(const BakeDaemonDeployment&) {
    change_deployment([this](DaemonDeployment& deployment) { deployment.baking_since = now_; });
  }

  void operator()(const CompleteDaemonDeployment&) {
    complete_daemon_deployment(store_, world_, key_, now_);
  }

  void operator()(const GiveUpDaemonDeployment& action) {
    give_up_daemon_deployment(store_, world_, key_, action.by, action.why, now_);
  }

  void operator()(const EndDaemon&) { end_daemon(store_, world_, key_, now_); }

 private:
  [[nodiscard]] const Daemon& daemon() const { return *store_.find<Daemon>(world_, key_); }
  [[nodiscard]] std::string instance_key(const std::string& id) const {
    return daemon().cluster + "/" + id;
  }

  template <class Mutate>
  void change_task(const std::string& id, Mutate&& mutate) {
    store_.change<Task>(world_, daemon().cluster + "/" + id, std::forward<Mutate>(mutate));
  }

  template <class Mutate>
  void change_deployment(Mutate&& mutate) {
    store_.change<DaemonDeployment>(world_, key_ + "/" + daemon().deployment,
                                    std::forward<Mutate>(mutate));
  }

  Store& store_;
  const World& world_;
  IdSource& ids_;
  TimePoint now_;
  const std::string& key_;
};

}  // namespace

void carry_out(const DaemonSite& site, const std::string& daemon_key,
               const std::vector<DaemonAction>& actions) {
  DaemonActor actor(site, daemon_key);
  for (const DaemonAction& action : actions) std::visit(actor, action);
}

}  // namespace drydock::ecs
