#include "tests/simulation/simulated_world.h"

#include <algorithm>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/new_deployment.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "model/elbv2/common.h"
#include "model/elbv2/target_group.h"

namespace drydock::simulation {
namespace {

using namespace std::chrono_literals;
using model::ecs::NetworkMode;

constexpr int container_port = 8080;

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
  find("crashing").exit_after = 700ms;
  find("stubborn").stop_after = std::nullopt;
  find("missing").pull = simulated::PullMissing{};
  return {.images = std::move(images)};
}

std::string family(std::string_view image, const ServiceShape& shape) {
  return std::string(image) + (shape.awsvpc ? "-awsvpc" : "-bridge") +
         (shape.checked ? "-checked" : "");
}

ecs::TaskDefinition definition_of(const World& world, std::string_view image,
                                  const ServiceShape& shape) {
  ecs::TaskDefinition record;
  auto& definition = record.definition;
  definition.family = family(image, shape);
  definition.revision = 1;
  definition.task_definition_arn = definition_arn(world, image, shape);
  definition.network_mode = shape.awsvpc ? NetworkMode::awsvpc : NetworkMode::bridge;
  model::ecs::ContainerDefinition container;
  container.name = "app";
  container.image = std::string(image) + ":1";
  container.stop_timeout = 3;
  auto& port = container.port_mappings.emplace().emplace_back();
  port.container_port = container_port;
  port.host_port = shape.awsvpc ? container_port : 0;
  if (shape.checked) {
    container.health_check = {
        .command = {"CMD-SHELL", "true"}, .interval = 5, .timeout = 2, .retries = 2};
  }
  definition.container_definitions.emplace().push_back(std::move(container));
  return record;
}

}  // namespace

std::string definition_arn(const World& world, std::string_view image, const ServiceShape& shape) {
  return ecs::task_definition_arn(world, family(image, shape), 1);
}

ServiceShape shape_of(const ecs::Service& service) {
  return {.awsvpc = service.network_configuration.has_value(),
          .behind_load_balancer = !service.load_balancers.empty(),
          .checked = service.task_definition.find("-checked") != std::string::npos};
}

SimulatedWorld::SimulatedWorld(std::uint64_t seed)
    : ids(seed),
      engine(clock, ids, context.get_executor(), scenario(), Serving::none),
      watch(engine),
      probe_(engine, clock, context.get_executor()),
      supervisors_(store, clock, ids, pace, engine, watch, context.get_executor(),
                   {.registry = {},
                    .registry_password = [](const World&) { return std::string("secret"); },
                    .pause_program = "pause"}),
      monitor_(store, clock, pace, probe_, traffic_, context.get_executor()),
      controllers_(store, clock, ids, pace, watch, context.get_executor()) {
  store.put(world, ecs::Cluster{.name = "sim", .arn = ecs::cluster_arn(world, "sim")});
  store.put(world, elb::LoadBalancer{.name = "lb", .arn = "lb"});
  register_task_definitions();
  supervisors_.start();
  monitor_.start();
  controllers_.start();
}

SimulatedWorld::~SimulatedWorld() {
  TaskGroup ending(context.get_executor());
  ending.spawn("services", controllers_.stop());
  ending.spawn("health", monitor_.stop());
  ending.spawn("tasks", supervisors_.stop());
  clock.settle();
}

void SimulatedWorld::register_task_definitions() {
  for (const std::string_view image : all_images) {
    for (const bool awsvpc : {false, true}) {
      for (const bool checked : {false, true}) {
        store.put(world, definition_of(world, image, {.awsvpc = awsvpc, .checked = checked}));
      }
    }
  }
}

void SimulatedWorld::create_target_group(const std::string& name, bool awsvpc) {
  if (store.find<elb::TargetGroup>(world, name + "-tg") != nullptr) return;
  elb::TargetGroup group{.name = name, .arn = name + "-tg"};
  group.target_type =
      awsvpc ? model::elbv2::TargetTypeEnum::ip : model::elbv2::TargetTypeEnum::instance;
  group.health_check.path = "/health";
  group.health_check.interval_seconds = 5;
  group.health_check.timeout_seconds = 2;
  group.health_check.healthy_threshold = 2;
  group.attributes["deregistration_delay.timeout_seconds"] = "5";
  store.put(world, group);
  elb::Listener listener{.arn = name + "-listener", .load_balancer_arn = "lb", .port = 80};
  auto& action = listener.default_actions.emplace_back();
  action.type = model::elbv2::ActionTypeEnum::forward;
  action.target_group_arn = group.arn;
  store.put(world, listener);
}

void SimulatedWorld::create_service(const std::string& name, const ServiceShape& shape, int desired,
                                    std::string_view image) {
  ecs::Service service;
  service.name = name;
  service.cluster = "sim";
  service.desired_count = desired;
  service.task_definition = definition_arn(world, image, shape);
  service.created_at = clock.now();
  if (shape.awsvpc) {
    auto& awsvpc = service.network_configuration.emplace().awsvpc_configuration.emplace();
    for (const auto& subnet : ec2::default_network(world).subnets) {
      awsvpc.subnets.push_back(subnet.id);
    }
  }
  if (shape.behind_load_balancer) {
    create_target_group(name, shape.awsvpc);
    service.load_balancers = {{.target_group_arn = name + "-tg",
                               .load_balancer_name = {},
                               .container_name = "app",
                               .container_port = container_port}};
  }
  ecs::start_deployment(service, ecs::make_deployment_id(ids), clock.now());
  store.put(world, std::move(service));
}

void SimulatedWorld::deploy(const std::string& name, std::string_view image) {
  const std::string id = ecs::make_deployment_id(ids);
  change_service(name, [&](ecs::Service& service) {
    service.task_definition = definition_arn(world, image, shape_of(service));
    ecs::start_deployment(service, id, clock.now());
  });
}

void SimulatedWorld::scale(const std::string& name, int desired) {
  change_service(name, [&](ecs::Service& service) { service.desired_count = desired; });
}

void SimulatedWorld::delete_service(const std::string& name) {
  change_service(name, [](ecs::Service& service) {
    service.status = ecs::ServiceStatus::draining;
    service.desired_count = 0;
  });
}

void SimulatedWorld::stop_task(const std::string& task_id) {
  store.change<ecs::Task>(world, "sim/" + task_id, [&](ecs::Task& task) {
    ecs::request_stop(task, model::ecs::TaskStopCode::user_initiated, "Task stopped by user",
                      clock.now());
  });
}

void SimulatedWorld::change_service(const std::string& name,
                                    const std::function<void(ecs::Service&)>& change) {
  store.change<ecs::Service>(world, "sim/" + name, change);
}

const ecs::Service* SimulatedWorld::find_service(const std::string& name) const {
  return store.find<ecs::Service>(world, "sim/" + name);
}

const ecs::Task* SimulatedWorld::find_task(const std::string& id) const {
  return store.find<ecs::Task>(world, "sim/" + id);
}

std::vector<const ecs::Task*> SimulatedWorld::tasks_of(const std::string& service) const {
  return store.table<ecs::Task>(world).indexed("sim/" + service);
}

}  // namespace drydock::simulation
