#include "tests/simulation/storm.h"

#include <array>
#include <iterator>
#include <utility>

#include "emulator/ecs/service.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target.h"

namespace drydock::simulation {
namespace {

using namespace std::chrono_literals;

/// minimumHealthyPercent and maximumPercent.
constexpr std::array<std::pair<int, int>, 8> percents = {
    {{100, 200}, {100, 200}, {50, 100}, {0, 100}, {50, 150}, {100, 150}, {0, 200}, {100, 100}}};

}  // namespace

Storm::Storm(SimulatedWorld& simulated, std::uint64_t seed)
    : simulated_(simulated), random_(seed) {}

void Storm::strike() {
  const std::string& name = names_[static_cast<std::size_t>(draw(3))];
  const ecs::Service* service = simulated_.find_service(name);
  if (service == nullptr || service->status == ecs::ServiceStatus::inactive) return create(name);
  if (service->status == ecs::ServiceStatus::draining) return harm_container();
  switch (draw(16)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return update(name);
    case 4:
    case 5:
      return scale(name);
    case 6:
      return change_percents(name);
    case 7:
      return change_health_rules(name);
    case 8:
    case 9:
      return stop_task(name);
    case 10:
      note("delete " + name);
      return simulated_.delete_service(name);
    case 11:
      return lose_engine();
    case 12:
      return deregister_target(name);
    default:
      return harm_container();
  }
}

Duration Storm::pause() {
  // Mostly some seconds, sometimes next to nothing.
  return Duration(draw(4) == 0 ? draw(150) : 100 + draw(8000));
}

void Storm::create(const std::string& name) {
  const ServiceShape shape{
      .awsvpc = draw(3) > 0, .behind_load_balancer = draw(2) > 0, .checked = draw(3) == 0};
  const int desired = draw(5);
  note("create " + name + " of " + std::to_string(desired) +
       (shape.awsvpc ? " awsvpc" : " bridge") + (shape.behind_load_balancer ? " balanced" : "") +
       (shape.checked ? " checked" : ""));
  simulated_.create_service(name, shape, desired, good_image);
  change_percents(name);
  change_health_rules(name);
}

void Storm::update(const std::string& name) {
  const std::string_view image =
      all_images[static_cast<std::size_t>(draw(static_cast<int>(std::size(all_images))))];
  note("update " + name + " to " + std::string(image));
  simulated_.deploy(name, image);
}

void Storm::scale(const std::string& name) {
  const int desired = draw(6);
  note("scale " + name + " to " + std::to_string(desired));
  simulated_.scale(name, desired);
}

void Storm::change_percents(const std::string& name) {
  const auto [minimum, maximum] = percents[static_cast<std::size_t>(draw(percents.size()))];
  note("percents of " + name + " " + std::to_string(minimum) + "/" + std::to_string(maximum));
  simulated_.change_service(name, [low = minimum, high = maximum](ecs::Service& service) {
    service.deployment_configuration.minimum_healthy_percent = low;
    service.deployment_configuration.maximum_percent = high;
  });
}

void Storm::change_health_rules(const std::string& name) {
  const bool breaker = draw(2) > 0;
  const bool rollback = draw(2) > 0;
  const int grace = draw(3) * 10;
  note("rules of " + name + ": breaker " + std::to_string(breaker) + ", rollback " +
       std::to_string(rollback) + ", grace " + std::to_string(grace));
  simulated_.change_service(name, [&](ecs::Service& service) {
    service.deployment_configuration.deployment_circuit_breaker = {.enable = breaker,
                                                                   .rollback = rollback};
    service.health_check_grace_period_seconds = grace;
  });
}

void Storm::stop_task(const std::string& name) {
  const auto tasks = simulated_.tasks_of(name);
  if (tasks.empty()) return;
  const std::string id = tasks[static_cast<std::size_t>(draw(static_cast<int>(tasks.size())))]->id;
  note("stop task " + id.substr(0, 8) + " of " + name);
  simulated_.stop_task(id);
}

void Storm::harm_container() {
  const auto& containers = simulated_.engine.containers();
  if (containers.empty()) return;
  const auto victim = std::next(containers.begin(), draw(static_cast<int>(containers.size())));
  const std::string id = victim->first;
  const int harm = draw(3);
  note((harm == 0 ? "crash " : harm == 1 ? "out of memory " : "break ") + victim->second.spec.name);
  if (harm == 0) return simulated_.engine.crash(id, 1 + draw(2));
  if (harm == 1) return simulated_.engine.run_out_of_memory(id);
  simulated_.engine.break_health(id);
}

void Storm::lose_engine() {
  const Duration outage(100 + draw(9000));
  note("engine lost for " + std::to_string(outage.count()) + " ms");
  simulated_.engine.set_reachable(false);
  simulated_.clock.call_at(simulated_.clock.now() + outage,
                           [this] { simulated_.engine.set_reachable(true); });
}

void Storm::deregister_target(const std::string& name) {
  const std::string group = name + "-tg";
  const auto targets = simulated_.store.table<elb::Target>(simulated_.world).indexed(group);
  if (targets.empty()) return;
  const elb::Target& target =
      *targets[static_cast<std::size_t>(draw(static_cast<int>(targets.size())))];
  note("deregister " + target.id + " of " + name);
  elb::deregister_target(simulated_.store, simulated_.world, group, target.id, target.port,
                         simulated_.clock.now());
}

void Storm::calm() {
  note("calm");
  simulated_.engine.set_reachable(true);
  for (const std::string& name : names_) {
    const ecs::Service* service = simulated_.find_service(name);
    if (service == nullptr || service->status != ecs::ServiceStatus::active) continue;
    simulated_.change_service(name, [](ecs::Service& changed) {
      changed.deployment_configuration.minimum_healthy_percent = 100;
      changed.deployment_configuration.maximum_percent = 200;
    });
    simulated_.deploy(name, good_image);
  }
}

void Storm::delete_all() {
  note("delete all");
  for (const std::string& name : names_) {
    const ecs::Service* service = simulated_.find_service(name);
    if (service == nullptr || service->status != ecs::ServiceStatus::active) continue;
    simulated_.delete_service(name);
  }
}

int Storm::draw(int below) {
  return static_cast<int>(random_() % static_cast<std::uint64_t>(below));
}

void Storm::note(std::string what) {
  const auto at = simulated_.clock.now().time_since_epoch().count() % 10'000'000;
  diary_.push_back("at " + std::to_string(at) + " ms: " + std::move(what));
}

}  // namespace drydock::simulation
