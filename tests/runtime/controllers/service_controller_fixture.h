#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <vector>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/instance/local_instance.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "model/ecs/service.h"
#include "model/ecs/task_definition.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/controllers/service_controller.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/runtime/controllers/puppet_tasks.h"

namespace drydock {

/// Services of the definition `web`, whose controllers run on a virtual clock; puppets stand for
/// what would lead their tasks.
class ServiceController : public ::testing::Test {
 protected:
  ServiceController() {
    store_.put(world_, ecs::Cluster{.name = "shop", .arn = ecs::cluster_arn(world_, "shop")});
    for (const int revision : {1, 2}) {
      ecs::TaskDefinition definition;
      definition.definition.family = "web";
      definition.definition.revision = revision;
      definition.definition.task_definition_arn = revision_arn(revision);
      definition.definition.network_mode = model::ecs::NetworkMode::awsvpc;
      auto& containers = definition.definition.container_definitions.emplace();
      containers.push_back({.name = "app", .image = "web"});
      store_.put(world_, definition);
    }
  }

  ~ServiceController() override { stop(controllers_); }

  void stop(ServiceControllers& controllers) {
    TaskGroup ending(context_.get_executor());
    ending.spawn("end", controllers.stop());
    clock_.settle();
  }

  [[nodiscard]] std::string revision_arn(int revision) const {
    return ecs::task_definition_arn(world_, "web", revision);
  }

  [[nodiscard]] ecs::Service new_service(int desired) {
    ecs::Service service;
    service.name = "web";
    service.cluster = "shop";
    service.desired_count = desired;
    service.task_definition = revision_arn(1);
    auto& awsvpc = service.network_configuration.emplace().awsvpc_configuration.emplace();
    for (const auto& subnet : ec2::default_network(world_).subnets) {
      awsvpc.subnets.push_back(subnet.id);
    }
    return service;
  }

  /// An instance of the cluster's first zone with everything that the engine has.
  [[nodiscard]] ecs::ContainerInstance instance(const std::string& id) const {
    ecs::ContainerInstance made;
    made.id = id;
    made.cluster = "shop";
    made.attributes = ecs::engine_attributes(world_, "us-east-1a");
    made.registered = ecs::local_resources();
    return made;
  }

  /// Changes the container of the first revision, which then runs without awsvpc.
  void change_definition(void (*change)(model::ecs::ContainerDefinition&)) {
    store_.change<ecs::TaskDefinition>(
        world_, ecs::task_definition_key("web", 1), [change](ecs::TaskDefinition& record) {
          record.definition.network_mode = model::ecs::NetworkMode::bridge;
          change(record.definition.container_definitions->front());
        });
  }

  void create(ecs::Service service) {
    ecs::start_deployment(store_, world_, std::move(service), ids_, clock_.now());
  }

  void create_behind_load_balancer(int desired) {
    store_.put(world_, elb::TargetGroup{.name = "web", .arn = "web-tg"});
    ecs::Service service = new_service(desired);
    service.load_balancers = {
        {.target_group_arn = "web-tg", .container_name = "app", .container_port = 8080}};
    create(std::move(service));
  }

  void update_to_second_revision() {
    ecs::Service changed = service();
    changed.task_definition = revision_arn(2);
    ecs::start_deployment(store_, world_, std::move(changed), ids_, clock_.now());
  }

  /// Lets time pass, in which tasks move on ten times a second.
  void play(Duration span) {
    for (const TimePoint end = clock_.now() + span; clock_.now() < end;) {
      puppets_.step();
      clock_.advance(Duration(100));
    }
  }

  [[nodiscard]] const ecs::Service& service() const {
    return *store_.find<ecs::Service>(world_, "shop/web");
  }
  [[nodiscard]] std::vector<const ecs::TaskSet*> task_sets() const {
    return ecs::task_sets_of(store_, world_, service());
  }
  [[nodiscard]] const ecs::ServiceDeployment& deployment() const {
    return *ecs::current_deployment(store_, world_, service());
  }
  [[nodiscard]] std::vector<const elb::Target*> targets() const {
    return store_.table<elb::Target>(world_).indexed("web-tg");
  }
  [[nodiscard]] std::vector<const ecs::Task*> tasks() const {
    std::vector<const ecs::Task*> all;
    for (const auto& [key, task] : store_.table<ecs::Task>(world_).rows()) all.push_back(&task);
    return all;
  }
  [[nodiscard]] int running(int revision) const {
    const auto present = tasks();
    return static_cast<int>(std::ranges::count_if(present, [&](const ecs::Task* task) {
      return task->last_status == ecs::TaskStatus::running &&
             task->task_definition_arn == revision_arn(revision);
    }));
  }
  /// The event log, oldest first.
  [[nodiscard]] std::vector<std::string> events() const {
    std::vector<std::string> messages;
    for (const auto& event : service().events) messages.insert(messages.begin(), event.message);
    return messages;
  }

  World world_{"000000000000", "us-east-1"};
  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{1};
  Store store_{all_record_kinds()};
  SimulatedEngine engine_{clock_, ids_, context_.get_executor(), {}, Serving::none};
  EngineWatch watch_{engine_};
  Pace pace_ = Pace::fast();
  ServiceControllers controllers_{store_, clock_, ids_, pace_, watch_, context_.get_executor()};
  PuppetTasks puppets_{store_, clock_, world_};
};

}  // namespace drydock
