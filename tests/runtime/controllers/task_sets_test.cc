// Task sets that are governed from outside, as their service's controller runs them.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <random>
#include <string>
#include <vector>

#include "emulator/at_rest.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/set_slots.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/controllers/service_controller.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/runtime/controllers/puppet_tasks.h"

namespace drydock::task_sets_test {
namespace {

using namespace std::chrono_literals;
using ecs::TaskStatus;
using model::ecs::DeploymentControllerType;
using model::ecs::StabilityStatus;

constexpr std::string_view web = "shop/web";

/// The service "shop/web" of two tasks, with the definitions web:1 and web:2 and the target groups
/// "blue" and "green" behind one listener.
class TaskSets : public ::testing::Test {
 protected:
  TaskSets() {
    store_.put(world_, ecs::Cluster{.name = "shop", .arn = ecs::cluster_arn(world_, "shop")});
    for (const int revision : {1, 2}) {
      ecs::TaskDefinition record;
      auto& definition = record.definition;
      definition.family = "web";
      definition.revision = revision;
      definition.status = model::ecs::TaskDefinitionStatus::active;
      definition.task_definition_arn = ecs::task_definition_arn(world_, "web", revision);
      definition.network_mode = model::ecs::NetworkMode::awsvpc;
      definition.compatibilities = {model::ecs::Compatibility::fargate};
      auto& app = definition.container_definitions.emplace().emplace_back();
      app.name = "app";
      app.image = "web";
      app.port_mappings.emplace().push_back({.container_port = 8080});
      store_.put(world_, record);
    }
    elb::Listener listener{.arn = "listener", .load_balancer_arn = "front", .port = 80};
    auto& action = listener.default_actions.emplace_back();
    action.type = model::elbv2::ActionTypeEnum::forward;
    auto& shares = action.forward_config.emplace().target_groups.emplace();
    for (const char* name : {"blue", "green"}) {
      elb::TargetGroup group{.name = name, .arn = name};
      group.target_type = model::elbv2::TargetTypeEnum::ip;
      store_.put(world_, group);
      shares.push_back({.target_group_arn = name, .weight = 1});
    }
    store_.put(world_, listener);
    controllers_.start();
  }

  ~TaskSets() override {
    TaskGroup ending(context_.get_executor());
    ending.spawn("end", controllers_.stop());
    clock_.settle();
  }

  void create(DeploymentControllerType controller) {
    ecs::Service made{.name = "web", .cluster = "shop"};
    made.desired_count = 2;
    made.deployment_controller = {.type = controller};
    if (controller == DeploymentControllerType::code_deploy) {
      made.task_definition = ecs::task_definition_arn(world_, "web", 1);
      made.launch_type = model::ecs::LaunchType::fargate;
      made.network_configuration = network("subnet-1");
    }
    ecs::start_task_sets(store_, world_, std::move(made), ids_, clock_.now());
  }

  [[nodiscard]] static model::ecs::NetworkConfiguration network(const std::string& subnet) {
    model::ecs::NetworkConfiguration configuration;
    configuration.awsvpc_configuration.emplace().subnets = {subnet};
    return configuration;
  }

  /// Makes a Fargate set of a revision behind a target group: its id.
  std::string make(int revision, const std::string& group, double scale) {
    const auto subnets = ec2::default_network(world_).subnets;
    ecs::NewTaskSet wanted{.task_definition = "web:" + std::to_string(revision)};
    wanted.launch_type = model::ecs::LaunchType::fargate;
    wanted.network_configuration = network(subnets.at(revision == 1 ? 0 : 1).id);
    wanted.load_balancers = {
        {.target_group_arn = group, .container_name = "app", .container_port = 8080}};
    wanted.scale = scale;
    return *ecs::create_task_set(store_, world_, web, wanted, ids_, clock_.now());
  }

  /// Lets time pass, in which tasks move on ten times a second.
  void play(Duration span) {
    for (const TimePoint end = clock_.now() + span; clock_.now() < end;) {
      puppets_.step();
      clock_.advance(100ms);
    }
  }

  [[nodiscard]] const ecs::Service& service() const {
    return *store_.find<ecs::Service>(world_, web);
  }
  [[nodiscard]] const ecs::TaskSet* set(const std::string& id) const {
    return store_.find<ecs::TaskSet>(world_, std::string(web) + "/" + id);
  }
  [[nodiscard]] StabilityStatus stability(const std::string& id) const {
    return set(id)->external->stability;
  }
  /// Those of the set that run.
  [[nodiscard]] std::vector<const ecs::Task*> running(const std::string& id) const {
    std::vector<const ecs::Task*> found;
    for (const auto& [key, task] : store_.table<ecs::Task>(world_).rows()) {
      if (task.deployment_id != id || task.last_status != TaskStatus::running) continue;
      found.push_back(&task);
    }
    return found;
  }
  [[nodiscard]] std::size_t targets(std::string_view group) const {
    return store_.table<elb::Target>(world_).indexed(group).size();
  }
  /// The event log, oldest first, from the event at this place on.
  [[nodiscard]] std::vector<std::string> events(std::size_t from = 0) const {
    std::vector<std::string> messages;
    for (const auto& event : service().events) messages.insert(messages.begin(), event.message);
    messages.erase(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(from));
    return messages;
  }

  [[nodiscard]] std::vector<std::string> ids_of_sets() const {
    std::vector<std::string> ids;
    for (const auto& [key, set] : store_.table<ecs::TaskSet>(world_).rows()) ids.push_back(set.id);
    return ids;
  }
  /// Does something to the service that a client may do, or that befalls a task.
  void disturb(std::mt19937& chance) {
    const auto below = [&chance](std::size_t end) { return chance() % end; };
    const auto ids = ids_of_sets();
    const std::string id = ids.empty() ? "ecs-svc/0" : ids[below(ids.size())];
    switch (below(6)) {
      case 0:
        if (ids.size() < ecs::task_sets_max) {
          const bool green = below(2) == 1;
          make(green ? 2 : 1, green ? "green" : "blue", static_cast<double>(below(101)));
        }
        return;
      case 1:
        // What drains, or is not there, is refused, which is as good.
        (void)ecs::update_task_set_scale(store_, world_, web, id, static_cast<double>(below(101)),
                                         clock_.now());
        return;
      case 2:
        (void)ecs::set_primary_task_set(store_, world_, web, id, clock_.now());
        return;
      case 3:
        (void)ecs::delete_task_set(store_, world_, web, id, clock_.now());
        return;
      case 4:
        store_.change<ecs::Service>(world_, web, [&](ecs::Service& service) {
          service.desired_count = static_cast<int>(below(7));
        });
        return;
      default:
        if (const auto tasks = running(id); !tasks.empty()) puppets_.crash(tasks.front()->id);
    }
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

TEST_F(TaskSets, RunNothingUntilTheFirstIsMade) {
  create(DeploymentControllerType::external);
  play(2min);
  EXPECT_TRUE(store_.table<ecs::Task>(world_).rows().empty());
  EXPECT_TRUE(store_.table<ecs::TaskSet>(world_).rows().empty());
  EXPECT_TRUE(events().empty());
  EXPECT_TRUE(is_at_rest(store_));
}

TEST_F(TaskSets, StartAtOnceAndTellTheirStoryInAwsWords) {
  create(DeploymentControllerType::external);
  const std::string blue = make(1, "blue", 100);
  play(5s);
  const auto tasks = running(blue);
  ASSERT_EQ(tasks.size(), 2U);
  EXPECT_EQ(tasks.front()->group, "service:web");
  EXPECT_EQ(tasks.front()->started_by, blue);
  EXPECT_EQ(tasks.front()->launch_type, model::ecs::LaunchType::fargate);
  const auto story = events();
  const std::string subject = "(service web, taskSet " + blue + ")";
  ASSERT_EQ(story.size(), 5U);
  EXPECT_EQ(story[0], "(service web) updated computedDesiredCount for taskSet " + blue + " to 2.");
  EXPECT_TRUE(story[1].starts_with(subject + " has started 2 tasks: (task ")) << story[1];
  EXPECT_EQ(story[2], subject + " registered 2 targets in (target-group blue)");
  EXPECT_EQ(story[3], subject + " updated state to STEADY_STATE.");
  EXPECT_EQ(story[4], "(service web) has reached a steady state.");
  EXPECT_TRUE(is_at_rest(store_));
}

TEST_F(TaskSets, RunSideBySideEachWithWhatItIsMadeOf) {
  create(DeploymentControllerType::external);
  const std::string blue = make(1, "blue", 100);
  const std::string green = make(2, "green", 50);
  play(5s);
  EXPECT_EQ(running(blue).size(), 2U);
  ASSERT_EQ(running(green).size(), 1U);
  const ecs::Task& task = *running(green).front();
  EXPECT_EQ(task.task_definition_arn, ecs::task_definition_arn(world_, "web", 2));
  EXPECT_EQ(task.availability_zone, "us-east-1b");
  EXPECT_EQ(running(blue).front()->availability_zone, "us-east-1a");
  EXPECT_EQ(targets("blue"), 2U);
  EXPECT_EQ(targets("green"), 1U);
}

TEST_F(TaskSets, FollowTheirScaleAndTheDesiredCount) {
  create(DeploymentControllerType::external);
  const std::string blue = make(1, "blue", 0);
  play(1s);
  EXPECT_EQ(stability(blue), StabilityStatus::steady_state);
  ASSERT_TRUE(ecs::update_task_set_scale(store_, world_, web, blue, 100, clock_.now()));
  EXPECT_EQ(stability(blue), StabilityStatus::stabilizing);
  play(5s);
  EXPECT_EQ(running(blue).size(), 2U);
  EXPECT_EQ(stability(blue), StabilityStatus::steady_state);
  store_.change<ecs::Service>(world_, web,
                              [](ecs::Service& service) { service.desired_count = 5; });
  play(5s);
  EXPECT_EQ(running(blue).size(), 5U);
  EXPECT_EQ(targets("blue"), 5U);
  ASSERT_TRUE(ecs::update_task_set_scale(store_, world_, web, blue, 30, clock_.now()));
  play(5s);
  EXPECT_EQ(running(blue).size(), 2U);
  EXPECT_EQ(targets("blue"), 2U);
  EXPECT_EQ(set(blue)->requested, 2);
  EXPECT_EQ(stability(blue), StabilityStatus::steady_state);
}

TEST_F(TaskSets, ReplaceATaskThatDied) {
  create(DeploymentControllerType::external);
  const std::string blue = make(1, "blue", 100);
  play(5s);
  puppets_.crash(running(blue).front()->id);
  play(300ms);
  EXPECT_EQ(stability(blue), StabilityStatus::stabilizing);
  play(10s);
  EXPECT_EQ(running(blue).size(), 2U);
  EXPECT_EQ(stability(blue), StabilityStatus::steady_state);
}

TEST_F(TaskSets, ThatCannotRunHoldNoOtherUp) {
  puppets_.break_definition(ecs::task_definition_arn(world_, "web", 2));
  create(DeploymentControllerType::external);
  const std::string blue = make(1, "blue", 100);
  const std::string green = make(2, "green", 100);
  play(5min);
  EXPECT_EQ(running(blue).size(), 2U);
  EXPECT_EQ(stability(blue), StabilityStatus::steady_state);
  EXPECT_EQ(stability(green), StabilityStatus::stabilizing);
  EXPECT_FALSE(is_at_rest(store_));
}

TEST_F(TaskSets, DrainTheirTargetsAndLeaveWithTheirLastTask) {
  create(DeploymentControllerType::external);
  const std::string blue = make(1, "blue", 100);
  const std::string green = make(2, "green", 100);
  play(5s);
  ASSERT_TRUE(ecs::set_primary_task_set(store_, world_, web, green, clock_.now()));
  const std::size_t told = events().size();
  ASSERT_TRUE(ecs::delete_task_set(store_, world_, web, blue, clock_.now()));
  EXPECT_NE(set(blue), nullptr);
  play(5s);
  EXPECT_EQ(set(blue), nullptr);
  EXPECT_EQ(store_.table<ecs::ServiceRevision>(world_).rows().size(), 1U);
  EXPECT_EQ(targets("blue"), 0U);
  EXPECT_EQ(targets("green"), 2U);
  EXPECT_EQ(running(green).size(), 2U);
  const auto story = events(told);
  const std::string subject = "(service web, taskSet " + blue + ")";
  ASSERT_EQ(story.size(), 4U);
  EXPECT_TRUE(story[0].starts_with(subject + " has stopped 2 running tasks: (task ")) << story[0];
  EXPECT_EQ(story[1], subject + " deregistered 2 targets in (target-group blue)");
  EXPECT_EQ(story[2], subject + " has begun draining connections on 2 tasks.");
  EXPECT_EQ(story[3], "(service web) has reached a steady state.");
}

TEST_F(TaskSets, OfCodeDeployBeginWithThePrimaryOne) {
  create(DeploymentControllerType::code_deploy);
  play(60s);
  const std::string blue = service().task_set;
  EXPECT_EQ(running(blue).size(), 2U);
  EXPECT_EQ(stability(blue), StabilityStatus::steady_state);
}

TEST_F(TaskSets, ComeToRestWhateverIsDoneToThem) {
  create(DeploymentControllerType::external);
  for (unsigned seed = 1; seed <= 12; ++seed) {
    std::mt19937 chance(seed);
    for (int step = 0; step < 20; ++step) {
      disturb(chance);
      play(Duration(100 * (chance() % 30)));
    }
    play(2min);
    std::size_t wanted = 0;
    for (const std::string& id : ids_of_sets()) {
      const int computed =
          ecs::computed_desired_count(service().desired_count, set(id)->external->scale);
      EXPECT_EQ(running(id).size(), static_cast<std::size_t>(computed)) << seed << " " << id;
      EXPECT_EQ(set(id)->requested, computed) << seed << " " << id;
      EXPECT_EQ(stability(id), StabilityStatus::steady_state) << seed << " " << id;
      EXPECT_FALSE(set(id)->external->draining) << seed << " " << id;
      wanted += static_cast<std::size_t>(computed);
    }
    EXPECT_EQ(targets("blue") + targets("green"), wanted) << seed;
    EXPECT_EQ(store_.table<ecs::ServiceRevision>(world_).rows().size(), ids_of_sets().size())
        << seed;
  }
}

TEST_F(TaskSets, EndWithTheirService) {
  create(DeploymentControllerType::external);
  make(1, "blue", 100);
  make(2, "green", 100);
  play(5s);
  store_.change<ecs::Service>(world_, web, [](ecs::Service& service) {
    service.status = ecs::ServiceStatus::draining;
    service.desired_count = 0;
  });
  play(10s);
  EXPECT_EQ(service().status, ecs::ServiceStatus::inactive);
  EXPECT_TRUE(store_.table<ecs::TaskSet>(world_).rows().empty());
  EXPECT_EQ(targets("blue") + targets("green"), 0U);
}

}  // namespace
}  // namespace drydock::task_sets_test
