#pragma once

#include <string>
#include <vector>

#include "emulator/autoscaling/scaling.h"
#include "emulator/base/time.h"
#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/service.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock {

/// Carries out the actions of one plan for one service: each a change of records, none of which
/// waits for anything, so that nobody sees half of a plan.
class ServiceActor {
 public:
  /// `service_key` is that of a service in the store.
  ServiceActor(Store& store, IdSource& ids, const World& world, std::string service_key,
               TimePoint now);

  /// Whether that was all: of very many tasks it leaves some to the next plan.
  bool apply(const std::vector<ecs::ServiceAction>& actions);

  void operator()(const ecs::StartTasks& action);
  void operator()(const ecs::StopTask& action);
  void operator()(const ecs::RegisterTarget& action);
  void operator()(const ecs::DeregisterTarget& action);
  void operator()(const ecs::NoteTask& action);
  void operator()(const ecs::ScaleTaskSet& action);
  void operator()(const ecs::NoteFailures& action);
  void operator()(const ecs::NoteStability& action);
  void operator()(const ecs::CompleteDeployment& action);
  void operator()(const ecs::FailDeployment& action);
  void operator()(const ecs::RollBackDeployment& action);
  void operator()(const ecs::NoteAlarms& action);
  void operator()(const ecs::EnterStage& action);
  void operator()(const ecs::ExpireHook& action);
  void operator()(const ecs::RemoveTaskSet& action);
  void operator()(const ecs::EndService& action);
  void operator()(const ecs::PostEvent& action);
  void operator()(const ecs::Remember& action);

 private:
  [[nodiscard]] const ecs::Service& service() const;
  [[nodiscard]] autoscaling::Scaling scaling() const;
  [[nodiscard]] std::string task_key(const std::string& task_id) const;
  template <class Mutate>
  void change_service(Mutate&& mutate) {
    store_.change<ecs::Service>(world_, service_key_, std::forward<Mutate>(mutate));
  }
  template <class Mutate>
  void change_task(const std::string& task_id, Mutate&& mutate);
  void post(ecs::ServiceNotice notice);

  Store& store_;
  IdSource& ids_;
  const World& world_;
  std::string service_key_;
  TimePoint now_;
  bool complete_ = true;
};

}  // namespace drydock
