#include "runtime/controllers/code_deploy_controller.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "emulator/cloudwatch/alarm.h"
#include "emulator/codedeploy/app_spec.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/codedeploy/deployment_config.h"
#include "emulator/codedeploy/deployment_group.h"
#include "emulator/codedeploy/deployment_keeping.h"
#include "emulator/codedeploy/hook_calls.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"
#include "emulator/records.h"
#include "model/elbv2/common.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/controllers/service_controller.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/runtime/controllers/puppet_tasks.h"
#include "tests/support/await.h"
#include "tests/support/fake_functions.h"

namespace drydock::code_deploy_controller_test {
namespace {

using namespace std::chrono_literals;
using codedeploy::Deployment;
using codedeploy::DeploymentGroup;
using model::codedeploy::AutoRollbackEvent;
using model::codedeploy::DeploymentCreator;
using model::codedeploy::DeploymentReadyAction;
using model::codedeploy::InstanceAction;

const World world{"111122223333", "eu-west-1"};

std::string group_arn(const std::string& name) {
  return "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/" + name + "/1";
}
std::string listener_arn(const std::string& name) {
  return "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/front/1/" + name;
}

/// A service of two tasks behind a production listener and a test listener, which CodeDeploy
/// deploys to. Tasks run a moment after they are started, but for those of broken definitions.
struct CodeDeploy : ::testing::Test {
  CodeDeploy() {
    store.put(world, ecs::Cluster{.name = "shop", .arn = ecs::cluster_arn(world, "shop")});
    for (int revision = 1; revision <= 4; ++revision) add_definition(revision);
    for (const std::string name : {"first", "second"}) {
      store.put(world, elb::TargetGroup{.name = name,
                                        .arn = group_arn(name),
                                        .port = 80,
                                        .target_type = model::elbv2::TargetTypeEnum::ip});
    }
    for (const std::string name : {"production", "test"}) add_listener(name);
    add_service();
    group = store.put(world, make_group());
    services.start();
    controller.start();
    play(30s);
  }

  void TearDown() override {
    const testing::Started<bool> first(context.get_executor(), testing::done(controller.stop()));
    const testing::Started<bool> second(context.get_executor(), testing::done(services.stop()));
    clock.settle();
    EXPECT_TRUE(first.ended() && second.ended());
  }

  void add_definition(int revision) {
    ecs::TaskDefinition definition;
    definition.definition.family = "web";
    definition.definition.revision = revision;
    definition.definition.task_definition_arn = ecs::task_definition_arn(world, "web", revision);
    definition.definition.network_mode = model::ecs::NetworkMode::awsvpc;
    definition.definition.status = model::ecs::TaskDefinitionStatus::active;
    auto& container = definition.definition.container_definitions.emplace().emplace_back();
    container.name = "app";
    container.image = "web";
    container.memory = 64;
    container.essential = true;
    container.port_mappings.emplace().push_back({.container_port = 80});
    store.put(world, definition);
    store.put(world, ecs::TaskDefinitionFamily{.name = "web", .last_revision = revision});
  }

  void add_listener(const std::string& name) {
    elb::Listener listener;
    listener.arn = listener_arn(name);
    listener.load_balancer_arn = "front";
    auto& action = listener.default_actions.emplace_back();
    action.type = model::elbv2::ActionTypeEnum::forward;
    action.target_group_arn = group_arn("first");
    store.put(world, listener);
  }

  void add_service() {
    ecs::Service service;
    service.name = "web";
    service.cluster = "shop";
    service.desired_count = 2;
    service.task_definition = ecs::task_definition_arn(world, "web", 1);
    service.deployment_controller =
        model::ecs::DeploymentController{.type = model::ecs::DeploymentControllerType::code_deploy};
    service.launch_type = model::ecs::LaunchType::ec2;
    auto& awsvpc = service.network_configuration.emplace().awsvpc_configuration.emplace();
    for (const auto& subnet : ec2::default_network(world).subnets) {
      awsvpc.subnets.push_back(subnet.id);
    }
    service.load_balancers = {
        {.target_group_arn = group_arn("first"), .container_name = "app", .container_port = 80}};
    ecs::start_task_sets(store, world, service, ids, clock.now());
  }

  static DeploymentGroup make_group() {
    DeploymentGroup made;
    made.name = "live";
    made.id = "group";
    made.service = "shop/web";
    auto& pair = made.load_balancer_info.target_group_pair_info_list.emplace().emplace_back();
    pair.target_groups = {{{.name = "first"}, {.name = "second"}}};
    pair.prod_traffic_route.emplace().listener_arns = {listener_arn("production")};
    pair.test_traffic_route.emplace().listener_arns = {listener_arn("test")};
    made.blue_green.deployment_ready_option.emplace().action_on_timeout =
        DeploymentReadyAction::continue_deployment;
    made.blue_green.terminate_blue_instances_on_deployment_success.emplace().action =
        InstanceAction::terminate;
    return made;
  }

  static std::string app_spec(int revision) {
    return "{version: 0.0, Resources: [{Web: {Type: AWS::ECS::Service, Properties: "
           "{TaskDefinition: 'web:" +
           std::to_string(revision) +
           "', LoadBalancerInfo: {ContainerName: app, ContainerPort: 80}}}}]}";
  }

  /// Makes a deployment of web:`revision`, as the group has it.
  std::string deploy(int revision) { return deploy(app_spec(revision)); }
  std::string deploy(const std::string& text) {
    Deployment made;
    made.id = codedeploy::new_deployment_id(ids);
    made.group_id = group.id;
    made.group = group.name;
    made.application = "shop";
    made.service = group.service;
    made.blue_green = group.blue_green;
    made.load_balancer_info = group.load_balancer_info;
    made.auto_rollback = group.auto_rollback;
    made.alarms = group.alarms;
    made.routing = routing;
    made.revision.revision_type = model::codedeploy::RevisionLocationType::app_spec_content;
    made.revision.app_spec_content.emplace().content = text;
    made.created_at = clock.now();
    made.events = codedeploy::fresh_events(made);
    if (!hook.empty()) made.events[2].hook.emplace().function = hook;
    const std::string id = made.id;
    codedeploy::add_deployment(deploying(), std::move(made));
    return id;
  }
  codedeploy::Deploying deploying() {
    return {.store = store, .world = world, .ids = ids, .now = clock.now()};
  }
  /// What the hooks of the deployments that are made from now on call at AfterInstall.
  void add_hook(const std::string& function) { hook = function; }
  void request(const std::string& id, const codedeploy::Requests& requests) {
    store.change<Deployment>(world, id, [&](Deployment& changed) { changed.requests = requests; });
  }
  void roll_back_on(AutoRollbackEvent event) {
    group.auto_rollback.emplace().enabled = true;
    group.auto_rollback->events = {event};
  }
  /// 10 % for five minutes, then all.
  void use_canary() { routing = codedeploy::predefined_configs()[2].routing; }

  void play(Duration span) {
    for (const TimePoint end = clock.now() + span; clock.now() < end;) {
      puppets.step();
      clock.advance(span > 60s ? 1s : 100ms);
    }
  }

  const Deployment& deployment(const std::string& id) { return *store.find<Deployment>(world, id); }
  /// "InProgress", "Failed TIMEOUT".
  std::string status(const std::string& id) {
    const std::string text(to_text(deployment(id).status));
    const auto& fault = deployment(id).fault;
    return fault ? text + " " + std::string(to_text(fault->code)) : text;
  }
  const ecs::Service& service() { return *store.find<ecs::Service>(world, "shop/web"); }
  /// The task definition of the PRIMARY task set: "web:2".
  std::string primary() {
    const auto& revision =
        ecs::revision_of(store, world, *ecs::primary_task_set(store, world, service()));
    return revision.task_definition.substr(revision.task_definition.find('/') + 1);
  }
  std::size_t task_sets() { return store.table<ecs::TaskSet>(world).size(); }
  /// The second group's share of a listener's requests, in percent.
  int second_share(const std::string& listener) {
    const auto& record = *store.find<elb::Listener>(world, listener_arn(listener));
    int all = 0;
    int second = 0;
    for (const elb::Share& share :
         elb::shares_of_rule(store, world, elb::default_rule_arn(record))) {
      all += share.weight;
      if (share.target_group_arn == group_arn("second")) second += share.weight;
    }
    return all == 0 ? 0 : second * 100 / all;
  }

  boost::asio::io_context context;
  VirtualClock clock{context, TimePoint(1'700'000'000s)};
  RandomIds ids;
  Store store{all_record_kinds()};
  SimulatedEngine engine{clock, ids, context.get_executor(), {}, Serving::none};
  EngineWatch watch{engine};
  const Pace pace = Pace::fast();
  ServiceControllers services{store, clock, ids, pace, watch, context.get_executor()};
  testing::FakeFunctions functions;
  static boost::asio::awaitable<void> settle() { co_return; }
  CodeDeployController controller{store, clock, ids, functions, context.get_executor(), &settle};
  std::optional<CodeDeployController> later;  ///< As after a restart.
  PuppetTasks puppets{store, clock, world};
  DeploymentGroup group;
  std::string hook;
  model::codedeploy::TrafficRoutingConfig routing = codedeploy::predefined_configs()[0].routing;
};

TEST_F(CodeDeploy, ReplacesTheTaskSetAndMovesItsTraffic) {
  ASSERT_EQ(primary(), "web:1");
  const std::string id = deploy(2);
  clock.settle();
  EXPECT_EQ(status(id), "InProgress");
  EXPECT_EQ(task_sets(), 2U);
  EXPECT_EQ(second_share("production"), 0);
  play(60s);
  EXPECT_EQ(status(id), "Succeeded");
  EXPECT_EQ(primary(), "web:2");
  EXPECT_EQ(second_share("production"), 100);
  EXPECT_EQ(second_share("test"), 100);
  EXPECT_EQ(task_sets(), 1U);
  EXPECT_EQ(store.find<DeploymentGroup>(world, group.key())->last_successful, id);
  ASSERT_EQ(deployment(id).final_task_sets.size(), 2U);
  const auto& green = deployment(id).final_task_sets[1];
  EXPECT_EQ(green.status, "PRIMARY");
  EXPECT_EQ(green.running_count, 2);
  EXPECT_EQ(green.traffic_weight, 100);
  EXPECT_EQ(green.target_group->name, "second");
  const auto& set = *ecs::primary_task_set(store, world, service());
  EXPECT_EQ(set.external->external_id, id);
  EXPECT_EQ(set.external->started_by, "CODE_DEPLOY");
}

TEST_F(CodeDeploy, GoesBackAndForthBetweenTheGroups) {
  deploy(2);
  play(60s);
  const std::string id = deploy(3);
  play(60s);
  EXPECT_EQ(status(id), "Succeeded");
  EXPECT_EQ(primary(), "web:3");
  EXPECT_EQ(second_share("production"), 0);
}

TEST_F(CodeDeploy, ShiftsByStepsOnItsClock) {
  routing = codedeploy::predefined_configs()[3].routing;  // 10 % each minute.
  const std::string id = deploy(2);
  play(60s);
  EXPECT_EQ(second_share("production"), 10);
  EXPECT_EQ(second_share("test"), 100);
  EXPECT_EQ(primary(), "web:1");
  play(4min);
  EXPECT_EQ(second_share("production"), 50);
  play(5min);
  EXPECT_EQ(second_share("production"), 100);
  EXPECT_EQ(primary(), "web:2");
  EXPECT_EQ(status(id), "Succeeded");
}

TEST_F(CodeDeploy, WaitsForAWordBeforeTrafficMovesAndBeforeTheOriginalGoes) {
  group.blue_green.deployment_ready_option->action_on_timeout =
      DeploymentReadyAction::stop_deployment;
  group.blue_green.deployment_ready_option->wait_time_in_minutes = 10;
  group.blue_green.terminate_blue_instances_on_deployment_success
      ->termination_wait_time_in_minutes = 60;
  const std::string id = deploy(2);
  play(60s);
  EXPECT_EQ(status(id), "Ready");
  EXPECT_EQ(second_share("test"), 100);
  EXPECT_EQ(second_share("production"), 0);
  request(id, {.continue_ready = true});
  play(1s);
  EXPECT_EQ(second_share("production"), 100);
  EXPECT_EQ(status(id), "InProgress");
  EXPECT_EQ(task_sets(), 2U);
  play(59min);
  EXPECT_EQ(status(id), "InProgress");
  play(2min);
  EXPECT_EQ(status(id), "Succeeded");
  EXPECT_EQ(task_sets(), 1U);

  const std::string late = deploy(3);
  play(12min);
  EXPECT_EQ(status(late), "Stopped TIMEOUT") << "nobody let it go on";
  EXPECT_EQ(primary(), "web:2");
}

TEST_F(CodeDeploy, FailsAfterAnHourAndRollsBack) {
  puppets.break_definition(ecs::task_definition_arn(world, "web", 2));
  roll_back_on(AutoRollbackEvent::deployment_failure);
  const std::string id = deploy(2);
  play(59min);
  EXPECT_EQ(status(id), "InProgress");
  play(2min);
  EXPECT_EQ(status(id), "Failed TIMEOUT");
  EXPECT_EQ(deployment(id).events[1].status, model::codedeploy::LifecycleEventStatus::failed);
  const std::string back = deployment(id).rollback.by;
  ASSERT_FALSE(back.empty());
  EXPECT_EQ(status(back), "Succeeded");
  EXPECT_EQ(deployment(back).creator, DeploymentCreator::code_deploy_rollback);
  EXPECT_EQ(deployment(back).rollback.of, id);
  EXPECT_EQ(primary(), "web:1");
  EXPECT_EQ(task_sets(), 1U);
  EXPECT_EQ(second_share("test"), 0);
}

TEST_F(CodeDeploy, TakesACanaryBackThatIsStopped) {
  deploy(2);
  play(60s);
  use_canary();
  const std::string id = deploy(3);
  play(60s);
  EXPECT_EQ(second_share("production"), 90) << "the second group's set is the original now";
  request(id, {.stop = true, .roll_back = true});
  play(10s);
  EXPECT_EQ(status(id), "Stopped MANUAL_STOP");
  EXPECT_EQ(status(deployment(id).rollback.by), "Succeeded");
  EXPECT_EQ(second_share("production"), 100);
  EXPECT_EQ(second_share("test"), 100);
  EXPECT_EQ(primary(), "web:2");
  EXPECT_EQ(task_sets(), 1U);
  const std::string again = deploy(4);
  play(10min);
  EXPECT_EQ(status(again), "Succeeded");
  EXPECT_EQ(primary(), "web:4");
}

TEST_F(CodeDeploy, TakesBackWhatIsPrimaryAlreadyWhileTheOriginalIsThere) {
  group.blue_green.terminate_blue_instances_on_deployment_success
      ->termination_wait_time_in_minutes = 60;
  const std::string id = deploy(2);
  play(60s);
  ASSERT_EQ(primary(), "web:2");
  request(id, {.stop = true, .roll_back = true});
  play(10s);
  EXPECT_EQ(status(deployment(id).rollback.by), "Succeeded");
  EXPECT_EQ(primary(), "web:1");
  EXPECT_EQ(second_share("production"), 0);
  EXPECT_EQ(task_sets(), 1U);
}

TEST_F(CodeDeploy, IsStoppedByAnAlarm) {
  cloudwatch::MetricAlarm alarm;
  alarm.name = "errors";
  store.put(world, alarm);
  group.alarms.emplace().enabled = true;
  group.alarms->alarms = {{.name = "errors"}};
  roll_back_on(AutoRollbackEvent::deployment_stop_on_alarm);
  use_canary();
  const std::string id = deploy(2);
  play(60s);
  EXPECT_EQ(second_share("production"), 10);
  store.change<cloudwatch::MetricAlarm>(world, "errors", [](cloudwatch::MetricAlarm& changed) {
    changed.state = model::cloudwatch::StateValue::alarm;
  });
  play(5s);
  EXPECT_EQ(status(id), "Stopped ALARM_ACTIVE");
  EXPECT_EQ(second_share("production"), 0);
}

TEST_F(CodeDeploy, ClearsAwayWhatAnEarlierDeploymentLeft) {
  group.blue_green.terminate_blue_instances_on_deployment_success->action =
      InstanceAction::keep_alive;
  deploy(2);
  play(60s);
  EXPECT_EQ(task_sets(), 2U);
  use_canary();
  const std::string stopped = deploy(3);
  play(60s);
  EXPECT_EQ(second_share("production"), 90);
  request(stopped, {.stop = true});
  play(5s);
  EXPECT_EQ(second_share("production"), 90) << "it is left as it was";
  const std::string id = deploy(4);
  clock.settle();
  EXPECT_EQ(second_share("production"), 100) << "what is deleted gets no requests any more";
  play(10min);
  EXPECT_EQ(status(id), "Succeeded");
  EXPECT_EQ(primary(), "web:4");
  EXPECT_EQ(task_sets(), 2U);
}

TEST_F(CodeDeploy, CallsTheFunctionOfAHookAndGoesOnAsItTells) {
  add_hook("arn:aws:lambda:eu-west-1:111122223333:function:smoke:live");
  functions.add("smoke");
  const std::string id = deploy(2);
  play(60s);
  ASSERT_EQ(functions.calls.size(), 1U);
  EXPECT_EQ(functions.calls[0].name, "smoke");
  const std::string execution = deployment(id).events[2].hook->execution_id;
  EXPECT_EQ(
      functions.calls[0].payload,
      R"({"DeploymentId":")" + id + R"(","LifecycleEventHookExecutionId":")" + execution + "\"}");
  EXPECT_EQ(status(id), "InProgress");
  EXPECT_EQ(second_share("test"), 0);
  ASSERT_TRUE(codedeploy::note_verdict(store, world, deployment(id), execution,
                                       model::codedeploy::LifecycleEventStatus::succeeded));
  play(10s);
  EXPECT_EQ(status(id), "Succeeded");
}

TEST_F(CodeDeploy, CallsAFunctionThriceThatNobodyAnswersFor) {
  add_hook("smoke");
  roll_back_on(AutoRollbackEvent::deployment_failure);
  functions.answer = [](const testing::FakeFunctions::Call&) -> testing::FakeFunctions::Answer {
    return FunctionError(FunctionError::Kind::unreachable, "nobody is there");
  };
  const std::string id = deploy(2);
  play(60s);
  EXPECT_EQ(functions.calls.size(), 3U);
  EXPECT_EQ(status(id), "Failed HOOK_EXECUTION_FAILURE");
  EXPECT_EQ(deployment(id).fault->message,
            "The hook smoke at AfterInstall could not be called: nobody is there.");
  EXPECT_EQ(status(deployment(id).rollback.by), "Succeeded");
  EXPECT_EQ(task_sets(), 1U);
}

TEST_F(CodeDeploy, FailsAtOnceWhereItCannotInstall) {
  struct Row {
    std::string text, status, why;
  };
  for (const Row& row :
       {Row{"nothing", "Failed INVALID_REVISION",
            "The deployment failed because the AppSpec file that specifies the deployment "
            "configuration is missing or has an invalid configuration. The AppSpec file is no "
            "map."},
        Row{app_spec(9), "Failed ECS_UPDATE_ERROR",
            "The ECS service cannot be updated due to an unexpected error: TaskDefinition not "
            "found. (Service: AmazonECS; Status Code: 400; Error Code: ClientException)"}}) {
    const std::string id = deploy(row.text);
    play(1s);
    EXPECT_EQ(status(id), row.status) << row.text;
    EXPECT_EQ(deployment(id).fault->message, row.why);
  }
  store.change<elb::Listener>(world, listener_arn("production"), [](elb::Listener& changed) {
    changed.default_actions.front().target_group_arn = "other";
    changed.default_actions.front().forward_config.reset();
  });
  const std::string id = deploy(2);
  play(1s);
  EXPECT_EQ(status(id), "Failed ELASTIC_LOAD_BALANCING_INVALID");
  EXPECT_EQ(deployment(id).fault->message,
            "The ELB could not be updated due to the following error: Primary taskset target "
            "group must be behind listener " +
                listener_arn("production"));
  EXPECT_EQ(task_sets(), 1U);
}

TEST_F(CodeDeploy, GoesOnWithWhatADrydockBeforeItBegan) {
  use_canary();
  const std::string id = deploy(2);
  play(60s);
  const testing::Started<bool> stopped(context.get_executor(), testing::done(controller.stop()));
  clock.settle();
  ASSERT_TRUE(stopped.ended());
  play(10min);
  EXPECT_EQ(second_share("production"), 10);
  CodeDeployController& next =
      later.emplace(store, clock, ids, functions, context.get_executor(), &settle);
  next.start();
  play(10s);
  EXPECT_EQ(status(id), "Succeeded");
  const testing::Started<bool> ended(context.get_executor(), testing::done(next.stop()));
  clock.settle();
  EXPECT_TRUE(ended.ended());
}

}  // namespace
}  // namespace drydock::code_deploy_controller_test
