#include "tests/simulation/storm.h"

#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/target_group.h"

namespace drydock::simulation {
namespace {

using namespace std::chrono_literals;

/// minimumHealthyPercent and maximumPercent.
constexpr std::array<std::pair<int, int>, 8> percents = {
    {{100, 200}, {100, 200}, {50, 100}, {0, 100}, {50, 150}, {100, 150}, {0, 200}, {100, 100}}};

constexpr auto roomy_percents =
    R"(,"availabilityZoneRebalancing":"ENABLED",)"
    R"("deploymentConfiguration":{"minimumHealthyPercent":100,"maximumPercent":200})";
constexpr auto percents_of_daemons =
    R"(,"deploymentConfiguration":{"minimumHealthyPercent":0,"maximumPercent":100})";
constexpr auto no_hooks = R"(,"deploymentConfiguration":{"lifecycleHooks":[]})";

/// The MiB of a machine with room for all.
constexpr int roomy = 1 << 20;

/// What can be rebalanced is; AWS refuses it of the others.
std::string rebalancing_with(int maximum_percent) {
  return std::string(R"(,"availabilityZoneRebalancing":")") +
         (maximum_percent > 100 ? "ENABLED" : "DISABLED") + "\"";
}

}  // namespace

Storm::Storm(SimulatedWorld& simulated, std::uint64_t seed, Duration longest_pause,
             std::function<void(std::string_view)> tell)
    : simulated_(simulated),
      random_(seed),
      longest_pause_ms_(static_cast<int>(longest_pause.count())),
      tell_(std::move(tell)) {}

/// One thing, and how often it happens beside the others.
struct Storm::Happening {
  int weight;
  void (Storm::*what)(const std::string& name);
};

void Storm::strike() {
  static const std::vector<Happening> always = {
      {2, &Storm::stop_task},
      {1, &Storm::delete_service},
      {1, &Storm::anywhere<&Storm::lose_engine>},
      {1, &Storm::anywhere<&Storm::lose_zone>},
      {1, &Storm::deregister_target},
      {1, &Storm::register_target},
      {1, &Storm::harm_load_balancing},
      {1, &Storm::anywhere<&Storm::run_tasks>},
      {1, &Storm::change_drain_time},
      {2, &Storm::anywhere<&Storm::change_instances>},
      {2, &Storm::anywhere<&Storm::flip_alarm>},
      {1, &Storm::anywhere<&Storm::change_gateway>},
      {1, &Storm::anywhere<&Storm::harm_gateway>},
      {3, &Storm::anywhere<&Storm::harm_container>},
  };
  if (!simulated_.is_up()) return harm_container();
  if (draw(12) == 0) plan_kill();
  const std::string& name = names_[static_cast<std::size_t>(draw(3))];
  const ecs::Service* service = simulated_.find_service(name);
  if (service == nullptr || service->status == ecs::ServiceStatus::inactive) return create(name);
  if (service->status == ecs::ServiceStatus::draining) return harm_container();
  if (draw(2) == 0) return one_of(always, name);
  const ServiceShape shape = shape_of(*service);
  if (shape.external) return strike_task_sets(name);
  static const std::vector<Happening> of_service = {
      {4, &Storm::update},
      {1, &Storm::change_percents},
      {1, &Storm::change_health_rules},
      {1, &Storm::change_alarms},
  };
  static const std::vector<Happening> of_replicas = {{2, &Storm::scale}, {2, &Storm::change_all}};
  static const std::vector<Happening> of_traffic = {
      {2, &Storm::change_strategy}, {2, &Storm::change_hooks}, {4, &Storm::resolve_pause}};
  if (shape.shifting && draw(2) == 0) return one_of(of_traffic, name);
  if (!shape.daemon && draw(3) == 0) return one_of(of_replicas, name);
  const bool connects = shape.awsvpc && !shape.behind_load_balancer;
  if (connects && draw(6) == 0) return change_connection(name);
  one_of(of_service, name);
}

void Storm::one_of(const std::vector<Happening>& happenings, const std::string& name) {
  int all = 0;
  for (const Happening& one : happenings) all += one.weight;
  int drawn = draw(all);
  for (const Happening& one : happenings) {
    drawn -= one.weight;
    if (drawn < 0) return (this->*one.what)(name);
  }
}

Duration Storm::pause() {
  // Mostly long enough for much to come of it, sometimes next to nothing.
  return Duration(draw(4) == 0 ? draw(150) : 100 + draw(longest_pause_ms_));
}

void Storm::create(const std::string& name) {
  const int kind = draw(8);
  ServiceShape shape{.awsvpc = draw(3) > 0,
                     .behind_load_balancer = draw(2) > 0,
                     .checked = draw(3) == 0,
                     .accompanied = draw(4) == 0,
                     .daemon = kind == 0};
  shape.shifting = shape.behind_load_balancer && !shape.daemon && draw(2) == 0;
  if (shape.daemon) shape.awsvpc = false;
  if (kind == 1) shape = {.awsvpc = false, .external = true};
  if (kind == 2) shape = {.shifting = true, .checked = shape.checked, .connected = true};
  const int desired = draw(5);
  note("create " + name + " of " + std::to_string(desired) +
       (shape.awsvpc ? " awsvpc" : " bridge") + (shape.behind_load_balancer ? " balanced" : "") +
       (shape.shifting ? " shifting" : "") + (shape.checked ? " checked" : "") +
       (shape.accompanied ? " accompanied" : "") + (shape.daemon ? " daemon" : "") +
       (shape.external ? " external" : "") + (shape.connected ? " connected" : ""));
  simulated_.create_service(name, shape, desired, good_image);
  note_refusal();
  if (simulated_.find_service(name) == nullptr) return;
  if (shape.external) return create_task_set(name);
  change_percents(name);
  change_health_rules(name);
  if (draw(4) == 0) change_alarms(name);
  if (!shape.shifting) return;
  change_strategy(name);
  if (draw(2) == 0) change_hooks(name);
}

void Storm::delete_service(const std::string& name) {
  note("delete " + name);
  simulated_.client.delete_service(name);
  note_refusal();
}

void Storm::update(const std::string& name) {
  const std::string_view image =
      all_images[static_cast<std::size_t>(draw(static_cast<int>(std::size(all_images))))];
  note("update " + name + " to " + std::string(image));
  simulated_.deploy(name, image);
  note_refusal();
}

void Storm::scale(const std::string& name) {
  const int desired = draw(draw(25) == 0 ? 51 : 6);
  note("scale " + name + " to " + std::to_string(desired));
  simulated_.scale(name, desired);
  note_refusal();
}

void Storm::change_percents(const std::string& name) {
  auto [minimum, maximum] = percents[static_cast<std::size_t>(draw(percents.size()))];
  // So many tasks as it has instances are all that a daemon may have.
  if (shape_of(*simulated_.find_service(name)).daemon) {
    maximum = 100;
    minimum = minimum == 100 ? 0 : minimum;
  }
  note("percents of " + name + " " + std::to_string(minimum) + "/" + std::to_string(maximum));
  simulated_.client.update_service(name, R"(,"deploymentConfiguration":{"minimumHealthyPercent":)" +
                                             std::to_string(minimum) + R"(,"maximumPercent":)" +
                                             std::to_string(maximum) + "}" +
                                             rebalancing_with(maximum));
  note_refusal();
}

/// Short bakes, since a storm is short.
void Storm::change_strategy(const std::string& name) {
  static constexpr std::array<std::string_view, 4> strategies = {
      R"("strategy":"ROLLING","bakeTimeInMinutes":0)",
      R"("strategy":"BLUE_GREEN","bakeTimeInMinutes":)",
      R"("strategy":"LINEAR","bakeTimeInMinutes":0,)"
      R"("linearConfiguration":{"stepPercent":50,"stepBakeTimeInMinutes":)",
      R"("strategy":"CANARY","bakeTimeInMinutes":0,)"
      R"("canaryConfiguration":{"canaryPercent":10,"canaryBakeTimeInMinutes":)"};
  const auto drawn = static_cast<std::size_t>(draw(strategies.size()));
  const std::string minutes = drawn == 0 ? "" : std::to_string(draw(2));
  const std::string settings = std::string(strategies[drawn]) + minutes + (drawn > 1 ? "}" : "");
  note("strategy of " + name + ": " + settings);
  simulated_.client.update_service(name, R"(,"deploymentConfiguration":{)" + settings + "}");
  note_refusal();
}

std::string Storm::circuit_breaker() {
  static constexpr std::array<std::string_view, 4> thresholds = {
      "", R"(,"thresholdConfiguration":{"type":"COUNT","value":1})",
      R"(,"thresholdConfiguration":{"type":"BOUNDED_PERCENT","value":100})",
      R"(,"thresholdConfiguration":{"type":"UNBOUNDED_PERCENT","value":40})"};
  std::string settings = draw(2) > 0 ? R"({"enable":true)" : R"({"enable":false)";
  settings += draw(2) > 0 ? R"(,"rollback":true)" : R"(,"rollback":false)";
  settings += thresholds[static_cast<std::size_t>(draw(thresholds.size()))];
  if (draw(3) == 0) settings += R"(,"resetOnHealthyTask":false)";
  return settings + "}";
}

void Storm::change_health_rules(const std::string& name) {
  const std::string breaker = circuit_breaker();
  const ecs::Service* service = simulated_.find_service(name);
  const int grace = service->load_balancers.empty() ? 0 : draw(3) * 10;
  note("rules of " + name + ": breaker " + breaker + ", grace " + std::to_string(grace));
  simulated_.client.update_service(
      name, R"(,"deploymentConfiguration":{"deploymentCircuitBreaker":)" + breaker +
                R"(},"healthCheckGracePeriodSeconds":)" + std::to_string(grace));
  note_refusal();
}

/// As a tool does that knows all settings and sends them in one call.
void Storm::change_all(const std::string& name) {
  const auto [minimum, maximum] = percents[static_cast<std::size_t>(draw(percents.size()))];
  std::string settings = R"(,"desiredCount":)" + std::to_string(draw(4)) +
                         R"(,"deploymentConfiguration":{"minimumHealthyPercent":)" +
                         std::to_string(minimum) + R"(,"maximumPercent":)" +
                         std::to_string(maximum) + R"(,"deploymentCircuitBreaker":)" +
                         circuit_breaker() + "}" + rebalancing_with(maximum);
  note("settings of " + name + ": " + settings.substr(1));
  simulated_.client.update_service(name, settings);
  note_refusal();
}

void Storm::change_drain_time(const std::string& name) {
  const elb::TargetGroup* group = group_of(name);
  if (group == nullptr) return;
  const int span = draw(2) == 0 ? 5 : 60;
  note("targets of " + group->name + " drain for " + std::to_string(span) + " s");
  simulated_.client.set_drain_time(std::string(group->arn), span);
  note_refusal();
}

/// A machine comes, is emptied, is taken back, or is lost with all that runs there.
void Storm::change_instances() {
  std::vector<const ecs::ContainerInstance*> there;
  for (const auto& [key, instance] :
       simulated_.store().table<ecs::ContainerInstance>(simulated_.world).rows()) {
    if (instance.status != ecs::ContainerInstanceStatus::inactive) there.push_back(&instance);
  }
  if (there.size() < 2 || draw(4) == 0) {
    const int memory = 128 << draw(4);
    const auto zone = static_cast<std::size_t>(draw(3));
    note("an instance comes, of " + std::to_string(memory) + " MiB, in zone " +
         std::to_string(zone));
    simulated_.client.register_instance(memory, zone);
    return note_refusal();
  }
  const ecs::ContainerInstance& victim =
      *there[static_cast<std::size_t>(draw(static_cast<int>(there.size())))];
  const std::string id = victim.id;
  const bool drains = victim.status == ecs::ContainerInstanceStatus::draining;
  if (draw(3) == 0 && !victim.local) {
    note("instance " + id + " is lost");
    simulated_.client.deregister_instance(id);
  } else {
    note("instance " + id + (drains ? " takes tasks again" : " is to be emptied"));
    simulated_.client.set_instance_state(id, drains ? "ACTIVE" : "DRAINING");
  }
  note_refusal();
}

void Storm::stop_task(const std::string& name) {
  const auto tasks = draw(4) == 0 ? simulated_.tasks_alone() : simulated_.tasks_of(name);
  if (tasks.empty()) return;
  const std::string id = tasks[static_cast<std::size_t>(draw(static_cast<int>(tasks.size())))]->id;
  note("stop task " + id.substr(0, 8) + " of " + name);
  simulated_.client.stop_task(id);
  note_refusal();
}

void Storm::harm_container() {
  const auto& containers = simulated_.engine.containers();
  if (containers.empty()) return;
  const auto victim = std::next(containers.begin(), draw(static_cast<int>(containers.size())));
  const std::string id = victim->first;
  const int harm = draw(3);
  note((harm == 0   ? "crash "
        : harm == 1 ? "out of memory "
                    : "break ") +
       victim->second.state.name);
  if (harm == 0) return simulated_.engine.crash(id, 1 + draw(2));
  if (harm == 1) return simulated_.engine.run_out_of_memory(id);
  simulated_.engine.break_health(id);
}

void Storm::lose_engine() {
  const Duration outage(100 + draw(9000));
  note("engine lost for " + std::to_string(outage.count()) + " ms");
  simulated_.lose_engine(outage);
}

void Storm::lose_zone() {
  const auto zone = static_cast<std::size_t>(draw(3));
  const Duration outage(100 + draw(20'000));
  note("zone " + std::to_string(zone) + " lost for " + std::to_string(outage.count()) + " ms");
  simulated_.lose_zone(zone, outage);
}

void Storm::plan_kill() {
  const int pieces = draw(draw(2) == 0 ? 30 : 600);
  note("kill drydock after " + std::to_string(pieces) + " more pieces of work");
  simulated_.kill_after(pieces);
}

void Storm::deregister_target(const std::string& name) {
  const elb::TargetGroup* group = group_of(name);
  if (group == nullptr) return;
  const auto targets = simulated_.store().table<elb::Target>(simulated_.world).indexed(group->arn);
  if (targets.empty()) return;
  const elb::Target target =
      *targets[static_cast<std::size_t>(draw(static_cast<int>(targets.size())))];
  note("deregister " + target.id + " of " + group->name);
  simulated_.client.deregister_target(std::string(group->arn), target.id, target.port);
  note_refusal();
}

/// What drains is put back, whosever it is; or somebody's own comes, where nothing answers.
void Storm::register_target(const std::string& name) {
  const elb::TargetGroup* group = group_of(name);
  if (group == nullptr) return;
  for (const elb::Target* target :
       simulated_.store().table<elb::Target>(simulated_.world).indexed(group->arn)) {
    if (!target->deregistered_at || draw(2) == 0) continue;
    const elb::Target back = *target;
    note("register " + back.id + " in " + group->name + " again");
    simulated_.client.register_target(std::string(group->arn), back.id, back.port);
    return note_refusal();
  }
  const bool by_address = group->target_type == model::elbv2::TargetTypeEnum::ip;
  const std::string id = by_address ? "172.31.90." + std::to_string(4 + draw(3))
                                    : ec2::local_instance_id(simulated_.world);
  note("register " + id + " in " + group->name);
  simulated_.client.register_target(std::string(group->arn), id, 9000 + draw(3));
  note_refusal();
}

void Storm::harm_load_balancing(const std::string& name) {
  const elb::TargetGroup* group = group_of(name);
  if (group == nullptr) return;
  const std::string arn = group->arn;
  const bool whole = draw(2) == 0;
  note("delete the listeners of " + group->name + (whole ? ", and the group" : ""));
  simulated_.client.delete_listeners(simulated_.store(), arn);
  if (whole) simulated_.client.delete_target_group(arn);
  note_refusal();
}

void Storm::run_tasks() {
  const ServiceShape shape{.awsvpc = draw(2) == 0, .accompanied = draw(2) == 0};
  const int count = 1 + draw(4);
  const std::string_view image =
      all_images[static_cast<std::size_t>(draw(static_cast<int>(std::size(all_images))))];
  note("run " + std::to_string(count) + " tasks of " + family(image, shape));
  simulated_.run_tasks(shape, count, image);
  note_refusal();
}

const elb::TargetGroup* Storm::group_of(const std::string& name) const {
  for (const auto& [arn, group] :
       simulated_.store().table<elb::TargetGroup>(simulated_.world).rows()) {
    if (group.name.starts_with(name)) return &group;
  }
  return nullptr;
}

void Storm::calm() {
  simulated_.calm();
  note("calm");
  for (const std::string_view alarm : alarm_names) simulated_.client.set_alarm(alarm, "OK");
  simulated_.client.open_gateway();
  if (simulated_.store().table<ecs::ContainerInstance>(simulated_.world).rows().empty()) return;
  for (std::size_t zone = 0; zone < 3; ++zone) {
    simulated_.client.register_instance(roomy, zone);
    note_refusal();
  }
}

/// Those that are full may have no room for a daemon's task.
void Storm::empty_small_instances() {
  std::vector<std::string> small;
  for (const auto& [key, instance] :
       simulated_.store().table<ecs::ContainerInstance>(simulated_.world).rows()) {
    const bool is_there = instance.status == ecs::ContainerInstanceStatus::active;
    if (is_there && !instance.local && instance.registered.memory_mib < roomy) {
      small.push_back(instance.id);
    }
  }
  for (const std::string& id : small) simulated_.client.set_instance_state(id, "DRAINING");
}

void Storm::mend() {
  note("mend");
  empty_small_instances();
  for (const std::string& name : names_) {
    const ecs::Service* service = simulated_.find_service(name);
    if (service == nullptr || service->status != ecs::ServiceStatus::active) continue;
    const ServiceShape shape = shape_of(*service);
    if (shape.external) {
      simulated_.replace_task_sets(name);
      note_refusal();
      continue;
    }
    simulated_.client.update_service(name, shape.daemon ? percents_of_daemons : roomy_percents);
    if (shape.shifting) simulated_.client.update_service(name, no_hooks);
    simulated_.restore_load_balancing(name);
    simulated_.deploy(name, good_image);
    note_refusal();
  }
}

void Storm::delete_all() {
  note("delete all");
  for (const std::string& name : names_) {
    const ecs::Service* service = simulated_.find_service(name);
    if (service == nullptr || service->status != ecs::ServiceStatus::active) continue;
    simulated_.client.delete_service(name);
    note_refusal();
  }
  std::vector<std::string> alone;
  for (const ecs::Task* task : simulated_.tasks_alone()) alone.push_back(task->id);
  for (const std::string& id : alone) simulated_.client.stop_task(id);
  simulated_.client.close_gateway();
}

int Storm::draw(int below) {
  return static_cast<int>(random_() % static_cast<std::uint64_t>(below));
}

void Storm::note_refusal() {
  if (!simulated_.client.refusal().empty()) note("refused: " + simulated_.client.refusal());
}

}  // namespace drydock::simulation
