#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ports/traffic.h"
#include "emulator/records.h"
#include "emulator/store/store.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/service_controller.h"
#include "runtime/controllers/target_health_monitor.h"
#include "runtime/controllers/task_supervisor.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "runtime/engine/simulated/simulated_probe.h"

namespace drydock::simulation {

/// What the containers of a service's revision are like. The names are those of the images.
inline constexpr std::string_view good_image = "good";
inline constexpr std::string_view all_images[] = {
    good_image, "slow",  // Its pull and its start take seconds.
    "late",              // It is well only after some seconds.
    "ill",               // It is never well.
    "flapping",          // It is well and ill in turn.
    "crashing",          // It ends soon after it started.
    "stubborn",          // It ignores SIGTERM.
    "missing",           // No registry has it.
};

/// How a service is set up, for as long as it is there.
struct ServiceShape {
  bool awsvpc = true;
  bool behind_load_balancer = false;
  bool checked = false;  ///< Its container has a health check.
};

/// All of drydock's runtime on a virtual clock with the simulated engine, in one account and one
/// cluster, "sim". Everything in it follows from the seed.
class SimulatedWorld {
 public:
  explicit SimulatedWorld(std::uint64_t seed);
  SimulatedWorld(const SimulatedWorld&) = delete;
  SimulatedWorld& operator=(const SimulatedWorld&) = delete;
  ~SimulatedWorld();

  /// Lets time pass up to the next thing that happens, at most until `limit`. False at `limit`.
  bool step(TimePoint limit) { return clock.step(limit); }

  // What a client does through the API, in one call each.
  void create_service(const std::string& name, const ServiceShape& shape, int desired,
                      std::string_view image);
  void deploy(const std::string& name, std::string_view image);
  void scale(const std::string& name, int desired);
  void delete_service(const std::string& name);
  void stop_task(const std::string& task_id);
  void change_service(const std::string& name, const std::function<void(ecs::Service&)>& change);

  [[nodiscard]] const ecs::Service* find_service(const std::string& name) const;
  [[nodiscard]] const ecs::Task* find_task(const std::string& id) const;
  [[nodiscard]] std::vector<const ecs::Task*> tasks_of(const std::string& service) const;

  const World world{"000000000000", "us-east-1"};
  const Pace pace = Pace::fast();
  boost::asio::io_context context;
  VirtualClock clock{context};
  RandomIds ids;
  Store store{all_record_kinds()};
  SimulatedEngine engine;
  EngineWatch watch;

 private:
  /// No request is ever under way.
  class Idle : public Traffic {
    [[nodiscard]] std::int64_t in_flight(const std::string&) const override { return 0; }
    [[nodiscard]] bool may_be_given_requests(const std::string&) const override { return false; }
  };

  void register_task_definitions();
  void create_target_group(const std::string& name, bool awsvpc);

  Idle traffic_;
  SimulatedProbe probe_;
  TaskSupervisors supervisors_;
  TargetHealthMonitor monitor_;
  ServiceControllers controllers_;
};

/// The task definition of an image in a service of this shape.
std::string definition_arn(const World& world, std::string_view image, const ServiceShape& shape);
/// The shape that a service was created with.
ServiceShape shape_of(const ecs::Service& service);

}  // namespace drydock::simulation
