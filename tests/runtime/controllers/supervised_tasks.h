#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container/container_spec.h"
#include "emulator/ecs/new_task.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/records.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/controllers/task_supervisor.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/support/await.h"

namespace drydock::testing {

using ecs::Task;
using ecs::TaskStatus;
using model::ecs::NetworkMode;

/// A simulated engine whose calls can be made to go wrong.
class FaultyEngine : public SimulatedEngine {
 public:
  using SimulatedEngine::SimulatedEngine;

  int bugs_in_create = 0;  ///< So many calls throw, as a defect of drydock's own would.
  int bugs_in_list = 0;
  int refused_removals = 0;
  int lost_looks = 0;  ///< So many times it does not say in time whether it holds an image.
  bool loses_events = false;
  int pulls = 0;
  int lists = 0;

  /// Tells of the end of a container, true or not.
  void tell_of_end(const Task& task, const std::string& container_id) {
    listener_({.kind = EngineEvent::Kind::died,
               .container_id = container_id,
               .labels = {{std::string(ecs::task_label), task.id}}});
  }

  boost::asio::awaitable<EngineResult<std::string>> create(ContainerSpec spec) override {
    if (bugs_in_create > 0 && bugs_in_create-- > 0) throw std::logic_error("a bug in create");
    return SimulatedEngine::create(std::move(spec));
  }
  boost::asio::awaitable<EngineResult<ContainerStates>> list(std::string label,
                                                             std::string value) override {
    ++lists;
    if (bugs_in_list > 0 && bugs_in_list-- > 0) throw std::logic_error("a bug in list");
    return SimulatedEngine::list(std::move(label), std::move(value));
  }
  boost::asio::awaitable<EngineResult<Done>> remove(std::string container_id) override {
    if (refused_removals > 0 && refused_removals-- > 0) return refuse();
    return SimulatedEngine::remove(std::move(container_id));
  }
  boost::asio::awaitable<EngineResult<std::string>> image_id(std::string reference) override {
    if (lost_looks > 0 && lost_looks-- > 0) return say_nothing();
    return SimulatedEngine::image_id(std::move(reference));
  }
  boost::asio::awaitable<EngineResult<Done>> pull(
      std::string reference, std::optional<RegistryCredentials> credentials) override {
    ++pulls;
    return SimulatedEngine::pull(std::move(reference), std::move(credentials));
  }

  void on_event(std::function<void(const EngineEvent&)> listener) override {
    listener_ = std::move(listener);
    SimulatedEngine::on_event([this](const EngineEvent& event) {
      if (!loses_events) listener_(event);
    });
  }

 private:
  static boost::asio::awaitable<EngineResult<std::string>> say_nothing() {
    co_return EngineError(EngineError::Kind::timeout, "no answer");
  }

  static boost::asio::awaitable<EngineResult<Done>> refuse() {
    co_return EngineError(EngineError::Kind::refused, "the engine will not");
  }

  std::function<void(const EngineEvent&)> listener_;
};

/// The loops of tasks on a virtual clock and an engine of one test.
class SupervisedTasks : public ::testing::Test {
 protected:
  SupervisedTasks() {
    cluster_.name = "shop";
    auto& definition = definition_.definition;
    definition.family = "web";
    definition.revision = 1;
    definition.task_definition_arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/web:1";
    define_container("app", "shop:v1");
    start_supervisors();
  }
  ~SupervisedTasks() override { stop_supervisors(); }

  void start_supervisors() {
    TaskSupervisorSettings settings{
        .registry_password = [](const World&) { return "secret"; },
        .instance = "mine",
        .access = access_,
        .pause_program = "pause",
        .pull_refusal =
            [this](const std::string& image) {
              return refuses_pulls_ ? std::optional("no " + image + " today") : std::nullopt;
            }};
    auto& made = retired_.emplace_back(
        std::make_unique<TaskSupervisors>(store_, clock_, ids_, pace_, engine_, watch_,
                                          context_.get_executor(), std::move(settings)));
    supervisors_ = made.get();
    supervisors_->start();
  }
  void stop_supervisors() { await(context_, done(supervisors_->stop())); }

  model::ecs::ContainerDefinition& define_container(std::string name, std::string image) {
    auto& containers = definition_.definition.container_definitions;
    if (!containers) containers.emplace();
    auto& container = containers->emplace_back();
    container.name = std::move(name);
    container.image = std::move(image);
    return container;
  }
  model::ecs::ContainerDefinition& app() {
    return definition_.definition.container_definitions->front();
  }
  simulated::Behaviour& behaviour(std::string image) {
    auto& images = engine_.scenario().images;
    images.push_back({.image = std::move(image)});
    return images.back();
  }

  void run_task() {
    put_task();
    clock_.settle();
  }
  void put_task() {
    store_.put(world_, definition_);
    ecs::NewTask wanted{.world = world_,
                        .cluster = cluster_,
                        .definition = definition_,
                        .service = service_,
                        .deployment_id = deployment_id_};
    if (definition_.definition.network_mode == NetworkMode::awsvpc) {
      wanted.awsvpc.emplace().subnets = {ec2::default_network(world_).subnets[1].id};
    }
    Task task = ecs::make_task(wanted, ids_, clock_.now());
    key_ = task.key();
    store_.put(world_, std::move(task));
  }
  void run_task_until_running() {
    run_task();
    pass(seconds(1));
    ASSERT_EQ(task().last_status, TaskStatus::running);
  }
  void stop_task() {
    store_.change<Task>(world_, key_, [&](Task& task) {
      ecs::request_stop(task, model::ecs::TaskStopCode::user_initiated, "Task stopped by user",
                        clock_.now());
    });
    clock_.settle();
  }
  void pass(Duration span) { clock_.advance(span); }

  const Task& task() const { return *store_.find<Task>(world_, key_); }
  const ecs::Container& container(std::string_view name = "app") const {
    return *ecs::find_container(task(), name);
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};
  Pace pace_ = Pace::fast();
  Store store_{all_record_kinds()};
  FaultyEngine engine_{clock_, ids_, context_.get_executor(), {}, Serving::none};
  EngineWatch watch_{engine_};
  std::vector<std::unique_ptr<TaskSupervisors>> retired_;  ///< They listen to the store for good.
  TaskSupervisors* supervisors_ = nullptr;
  ecs::HostAccess access_;
  bool refuses_pulls_ = false;
  World world_{"000000000000", "us-east-1"};
  ecs::Cluster cluster_;
  ecs::TaskDefinition definition_;
  std::string service_;        ///< Of the next tasks, or empty.
  std::string deployment_id_;  ///< Likewise.
  std::string key_;
};

}  // namespace drydock::testing
