#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/events/event_details.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/event_bus.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock::events::api {

/// Tells the event bus what ECS, ECR and CodeDeploy tell EventBridge: state changes of tasks,
/// container instances and deployments, what services do, and pushed and deleted images. It makes
/// nothing in worlds where no rule listens.
class EventSource {
 public:
  /// Lives as long as the store, since it listens to it. The bus listens to the store from before.
  EventSource(Store& store, const Clock& clock, IdSource& ids, EventBus& bus);
  EventSource(const EventSource&) = delete;
  EventSource& operator=(const EventSource&) = delete;

  /// What is in the store is known from now on: only what changes is told.
  void start();

 private:
  /// What the world has been told of, by record.
  struct Known {
    std::unordered_map<std::string, std::int64_t> task_versions;
    std::unordered_map<std::string, int> deployment_states;
    std::unordered_map<std::string, int> daemon_deployment_states;
    std::unordered_map<std::string, std::string> last_service_events;
    std::unordered_map<std::string, std::string> instances;
    std::unordered_map<std::string, std::set<std::string>> image_tags;
    std::unordered_map<std::string, int> code_deploy_states;
  };

  void hear(const Change& change);
  [[nodiscard]] Known learn(const World& world) const;
  void tell_of_task(const World& world, Known& known, const std::string& key);
  void tell_of_deployment(const World& world, Known& known, const std::string& key);
  void tell_of_daemon_deployment(const World& world, Known& known, const std::string& key);
  void tell_of_service(const World& world, Known& known, const std::string& key);
  void tell_of_instance(const World& world, Known& known, const std::string& key);
  void tell_of_image(const World& world, Known& known, const std::string& key);
  void tell_of_code_deploy(const World& world, Known& known, const std::string& key);
  void tell(const World& world, std::string source, std::string detail_type,
            std::vector<std::string> resources, std::string detail);

  Store& store_;
  const Clock& clock_;
  IdSource& ids_;
  EventBus& bus_;
  bool active_ = false;
  std::map<World, Known> known_;  ///< Of the worlds in which a rule listens.
};

}  // namespace drydock::events::api
