#include "tests/simulation/simulated_world.h"

#include <algorithm>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/references.h"
#include "emulator/elb/traffic_split.h"

namespace drydock::simulation {
namespace {

using namespace std::chrono_literals;

/// How long nobody starts drydock again, at most.
constexpr Duration longest_death = 4s;

simulated::Behaviour behaviour(std::string_view image) {
  return {.image = std::string(image) + ":*", .start_after = 200ms};
}

simulated::Scenario scenario() {
  std::vector<simulated::Behaviour> images;
  for (const std::string_view image : all_images) images.push_back(behaviour(image));
  const auto find = [&](std::string_view image) -> simulated::Behaviour& {
    return images[static_cast<std::size_t>(std::ranges::find(all_images, image) - all_images)];
  };
  find("slow").pull_after = 4s;
  find("slow").start_after = 2s;
  find("late").health = {.course = simulated::Health::Course::after, .span = 8s};
  find("ill").health = {.course = simulated::Health::Course::never};
  find("flapping").health = {.course = simulated::Health::Course::flapping, .span = 17s};
  find("fickle").health = {.course = simulated::Health::Course::flapping, .span = 6s};
  find("crashing").exit_after = 700ms;
  find("stubborn").stop_after = std::nullopt;
  images.push_back(behaviour("brief"));  // It does its work and ends.
  images.back().exit_after = 500ms;
  images.back().exit_code = 0;
  images.push_back(behaviour("faltering"));  // It ends when it has run for a good while.
  images.back().exit_after = 65s;
  images.push_back(behaviour("short_lived"));
  images.back().exit_after = 5s;
  images.push_back(behaviour("half_proven"));  // It ends when a task has half proven itself.
  images.back().exit_after = 20s;
  find("missing").pull = simulated::PullMissing{};
  return {.images = std::move(images)};
}

}  // namespace

SimulatedWorld::SimulatedWorld(std::uint64_t seed, const WorldSettings& settings)
    : pace(settings.pace),
      ids(seed),
      chance(seed),
      faults(chance, settings.faults_one_in),
      engine(clock, ids, context.get_executor(), scenario(), Serving::none),
      client(world, [this](const aws::Request& request) -> std::optional<aws::Response> {
        if (!is_up()) return std::nullopt;
        return run_->call(request);
      }) {
  begin_run();
  while (!is_up()) step(TimePoint::max());
  client.set_up();
}

SimulatedWorld::~SimulatedWorld() {
  if (!is_down_) run_->kill();
}

bool SimulatedWorld::step(TimePoint limit) {
  if (!kill_after_) return clock.step(limit);
  while (*kill_after_ > 0 && clock.run_one()) --*kill_after_;
  if (*kill_after_ > 0) {
    --*kill_after_;
    return clock.move_on(limit);
  }
  kill_after_.reset();
  kill();
  return true;
}

void SimulatedWorld::kill_after(int pieces) {
  if (is_up() && !kill_after_) kill_after_ = pieces;
}

void SimulatedWorld::kill() {
  is_down_ = true;
  const std::vector<std::string> lost = run_->kill();
  losses_.insert(losses_.end(), lost.begin(), lost.end());
  for (const auto& listener : killed_) listener();
  const Duration dead = chance.span_below(longest_death);
  clock.call_at(clock.now() + dead, [this] { restart(); });
}

/// drydock does not start without an engine.
void SimulatedWorld::restart() {
  if (engine_is_lost_) {
    clock.call_at(clock.now() + 500ms, [this] { restart(); });
    return;
  }
  run_.reset();
  begin_run();
  ++restarts_;
  is_down_ = false;
  for (const auto& [name, why] : journal.aside) {
    losses_.push_back(name.table + " " + name.key + " cannot be read: " + why);
  }
  journal.aside.clear();
  for (const auto& listener : restarted_) listener();
}

void SimulatedWorld::begin_run() {
  run_ = std::make_unique<Run>(Surroundings{.context = context,
                                            .clock = clock,
                                            .ids = ids,
                                            .chance = chance,
                                            .faults = faults,
                                            .engine = engine,
                                            .journal = journal,
                                            .functions = functions,
                                            .pace = pace});
  run_->store.on_change([this](const Change& change) {
    if (is_down_) return;
    for (const auto& listener : listeners_) listener(change);
  });
  run_->watch.on_reachability([this](bool reachable) {
    if (is_down_ || reachable) return;
    for (const auto& listener : engine_lost_) listener();
  });
  run_->start();
}

void SimulatedWorld::lose_engine(Duration outage) {
  if (engine_is_lost_) return;
  engine_is_lost_ = true;
  engine.set_reachable(false);
  clock.call_at(clock.now() + outage, [this] {
    engine_is_lost_ = false;
    engine.set_reachable(true);
  });
}

/// One that is lost already stays so.
void SimulatedWorld::lose_zone(std::size_t zone, Duration outage) {
  const std::string name = ec2::default_network(world).subnets.at(zone).availability_zone;
  static_cast<void>(run_->book.begin(ZoneLoss{name}, outage));
}

void SimulatedWorld::calm() {
  faults.end();
  functions.calm();
  kill_after_.reset();
  while (engine_is_lost_ || !is_up()) step(TimePoint::max());
  run_->book.end_all();
}

void SimulatedWorld::create_service(const std::string& name, const ServiceShape& shape, int desired,
                                    std::string_view image) {
  if (!shape.external) provide_definition(image, shape);
  const Balancing balancing =
      shape.behind_load_balancer ? provide_balancing(name, shape) : Balancing();
  client.create_service(name, shape, desired, image, balancing);
}

/// With a listener: without that no service may have the target groups.
Balancing SimulatedWorld::provide_balancing(const std::string& name, const ServiceShape& shape) {
  const std::string suffix = shape.awsvpc ? "-ip" : "-instance";
  Balancing made;
  if (shape.shifting) {
    made.target_group_arn = provide_target_group(name + "-blue" + suffix, shape.awsvpc);
    made.alternate_arn = provide_target_group(name + "-green" + suffix, shape.awsvpc);
  } else {
    made.target_group_arn = provide_target_group(name + suffix, shape.awsvpc);
  }
  if (elb::load_balancers_of(store(), world, made.target_group_arn).empty()) {
    client.create_listener(store(), made.target_group_arn, made.alternate_arn);
  }
  if (!shape.shifting) return made;
  const auto listeners = store().table<elb::Listener>(world).indexed(made.target_group_arn);
  if (listeners.empty()) return made;  // The call that makes it has been refused.
  made.rule_arn = elb::default_rule_arn(*listeners.front());
  // A service that was there before may have left the traffic with the other group.
  client.send_all_to_first(std::string(listeners.front()->arn), made);
  return made;
}

std::string SimulatedWorld::provide_target_group(const std::string& group_name, bool awsvpc) {
  if (find_target_group(store(), world, group_name).empty()) {
    client.create_target_group(group_name, awsvpc);
  }
  return find_target_group(store(), world, group_name);
}

void SimulatedWorld::restore_load_balancing(const std::string& name) {
  const ecs::Service& service = *find_service(name);
  // The groups of one that shifts traffic cannot go: its listener forwards to both.
  if (service.load_balancers.empty() || shape_of(service).shifting) return;
  const std::string had = service.load_balancers.front().target_group_arn.value_or("");
  const Balancing balancing = provide_balancing(name, shape_of(service));
  if (balancing.target_group_arn != had) client.update_service(name, balanced_by(balancing));
}

void SimulatedWorld::deploy(const std::string& name, std::string_view image) {
  const ServiceShape shape = shape_of(*find_service(name));
  provide_definition(image, shape);
  client.update_service(
      name, R"(,"forceNewDeployment":true,"taskDefinition":")" + family(image, shape) + "\"");
}

/// Of a shape that shares ports of the machine.
void SimulatedWorld::create_task_set(const std::string& name, bool balanced, std::string_view image,
                                     int scale) {
  const ServiceShape shape{.awsvpc = false};
  provide_definition(image, shape);
  const Balancing balancing = balanced ? provide_balancing(name, shape) : Balancing();
  client.create_task_set(name, shape, image, scale, balancing);
}

void SimulatedWorld::replace_task_sets(const std::string& name) {
  std::vector<std::string> others;
  for (const ecs::TaskSet* set : sets_of(name)) {
    if (!set->external->draining) others.push_back(set->id);
  }
  create_task_set(name, true, good_image, 100);
  if (!client.refusal().empty()) return;
  std::string made;
  for (const ecs::TaskSet* set : sets_of(name)) {
    const bool had = std::ranges::find(others, set->id) != others.end();
    if (!had && !set->external->draining) made = set->id;
  }
  client.make_task_set_primary(name, made);
  for (const std::string& id : others) client.delete_task_set(name, id);
}

void SimulatedWorld::run_tasks(const ServiceShape& shape, int count, std::string_view image) {
  provide_definition(image, shape);
  client.run_tasks(shape, count, image);
}

void SimulatedWorld::provide_definition(std::string_view image, const ServiceShape& shape) {
  const std::string key = ecs::task_definition_key(family(image, shape), 1);
  if (store().find<ecs::TaskDefinition>(world, key) != nullptr) return;
  client.register_task_definition(image, shape);
}

void SimulatedWorld::scale(const std::string& name, int desired) {
  client.update_service(name, R"(,"desiredCount":)" + std::to_string(desired));
}

void SimulatedWorld::on_change(std::function<void(const Change&)> listener) {
  listeners_.push_back(std::move(listener));
}

const ecs::Service* SimulatedWorld::find_service(const std::string& name) const {
  return store().find<ecs::Service>(world, "sim/" + name);
}

std::vector<const ecs::TaskSet*> SimulatedWorld::sets_of(const std::string& service) const {
  return ecs::task_sets_of(store(), world, *find_service(service));
}

const ecs::Task* SimulatedWorld::find_task(const std::string& id) const {
  return store().find<ecs::Task>(world, "sim/" + id);
}

std::vector<const ecs::Task*> SimulatedWorld::tasks_of(const std::string& service) const {
  return store().table<ecs::Task>(world).indexed(ecs::Task::service_key("sim", service));
}

std::vector<const ecs::Task*> SimulatedWorld::tasks_alone() const {
  std::vector<const ecs::Task*> alone;
  for (const auto& [key, task] : store().table<ecs::Task>(world).rows()) {
    const bool is_over = task.last_status == ecs::TaskStatus::stopped;
    if (task.service.empty() && !is_over) alone.push_back(&task);
  }
  return alone;
}

}  // namespace drydock::simulation
