#include "runtime/controllers/alarm_monitor.h"

#include <gtest/gtest.h>

#include "emulator/autoscaling/policy_keeping.h"
#include "emulator/autoscaling/scaling.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "model/elbv2/common.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/controllers/scheduled_scaling.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/support/await.h"

namespace drydock::alarm_monitor_test {
namespace {

using namespace std::chrono_literals;
using cloudwatch::MetricAlarm;
using cloudwatch::StateValue;
using model::cloudwatch::Statistic;

const World world{"111122223333", "eu-west-1"};
const std::string resource = "service/harbour/web";
const std::string group =
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc24d8a067";

class CountingIds : public IdSource {
 public:
  std::uint64_t bits() override { return ++last_; }
  std::string secret(std::size_t size) override { return std::string(size, 's'); }

 private:
  std::uint64_t last_ = 0;
};

class OnlyUtc : public TimeZones {
 public:
  [[nodiscard]] std::optional<TimeZone> find(const std::string& name) const override {
    return name == "UTC" ? std::optional(TimeZone()) : std::nullopt;
  }
};

/// Begins at a full minute; a service of two tasks, which are records alone until run_task().
struct AlarmMonitorTest : ::testing::Test {
  AlarmMonitorTest() {
    ecs::Service service;
    service.name = "web";
    service.cluster = "harbour";
    service.desired_count = 2;
    service.scheduling_strategy = model::ecs::SchedulingStrategy::replica;
    store.put(world, service);
    autoscaling::ScalableTarget target;
    target.resource_id = resource;
    target.limits = {.minimum = 1, .maximum = 10};
    store.put(world, target);
  }
  void start() {
    monitor.start();
    scheduled.start();
    clock.settle();
  }
  void TearDown() override {
    const testing::Started<bool> first(context.get_executor(), testing::done(monitor.stop()));
    const testing::Started<bool> second(context.get_executor(), testing::done(scheduled.stop()));
    clock.settle();
    EXPECT_TRUE(first.ended() && second.ended());
  }

  autoscaling::Scaling scaling() {
    return {.store = store, .world = world, .ids = ids, .now = clock.now()};
  }
  int desired() { return *autoscaling::desired_count(store, world, resource); }
  const MetricAlarm& alarm(const std::string& name) {
    return *store.find<MetricAlarm>(world, name);
  }
  void put_alarm(const std::string& name, const std::vector<std::string>& actions = {}) {
    MetricAlarm made;
    made.name = name;
    made.metric = {.metric_namespace = "Shop", .name = "Errors", .dimensions = {}};
    made.rule = {.statistic = Statistic::sum, .threshold = 5};
    made.alarm_actions = actions;
    store.put(world, made);
  }
  void add_data(double value) {
    data.add(world, {.metric_namespace = "Shop", .name = "Errors", .dimensions = {}},
             model::cloudwatch::StandardUnit::none, clock.now(),
             cloudwatch::StatisticSet::of(value), clock.now());
  }
  /// One step for everything above the threshold; its ARN.
  std::string put_step_policy() {
    autoscaling::ScalingPolicy policy;
    policy.name = "steps";
    policy.resource_id = resource;
    policy.arn = "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:1:resource/ecs/" +
                 resource + ":policyName/steps";
    policy.step.emplace().adjustment_type =
        model::application_autoscaling::AdjustmentType::change_in_capacity;
    policy.step->step_adjustments.emplace().push_back(
        {.metric_interval_lower_bound = 0, .scaling_adjustment = 1});
    policy.step->cooldown = 90;
    store.put(world, policy);
    return policy.arn;
  }
  /// A task of the service whose container uses 0.25 vCPU of the 0.5 that it reserves.
  void run_task() {
    simulated::Behaviour behaviour;
    behaviour.image = "web:v1";
    behaviour.start_after = 0ms;
    behaviour.cpu_units = 256;
    behaviour.memory_mib = 100;
    engine.scenario().images = {behaviour};
    engine.hold_image("web:v1");
    ecs::TaskDefinition definition;
    definition.definition.family = "web";
    definition.definition.revision = 1;
    definition.definition.task_definition_arn =
        "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1";
    definition.definition.cpu = "512";
    definition.definition.memory = "400";
    definition.definition.container_definitions.emplace();
    store.put(world, definition);
    ContainerSpec spec;
    spec.name = "web";
    spec.image = "web:v1";
    const testing::Started<EngineResult<std::string>> created(context.get_executor(),
                                                              engine.create(spec));
    clock.settle();
    const std::string id = created.value().value();
    const testing::Started<EngineResult<Done>> started(context.get_executor(), engine.start(id));
    clock.settle();
    ecs::Task task;
    task.id = "t1";
    task.cluster = "harbour";
    task.service = "web";
    task.task_definition_arn = *definition.definition.task_definition_arn;
    task.last_status = ecs::TaskStatus::running;
    ecs::Container container;
    container.phase = ecs::ContainerPhase::running;
    container.engine_id = id;
    container.started_at = clock.now();
    task.containers.push_back(container);
    store.put(world, task);
  }
  double last_minute(const std::string& metric_namespace, const std::string& name,
                     const std::map<std::string, std::string>& dimensions) {
    const TimePoint end = std::chrono::floor<std::chrono::minutes>(clock.now());
    const auto found = data.datapoints(
        world, {.metric_namespace = metric_namespace, .name = name, .dimensions = dimensions}, {},
        end - 60s, end, 60s);
    return found.empty() ? -1 : value_of(found.back().set, Statistic::average);
  }

  boost::asio::io_context context;
  VirtualClock clock{context, TimePoint(1'700'000'040s)};
  CountingIds ids;
  Store store{all_record_kinds()};
  SimulatedEngine engine{clock, ids, context.get_executor(), {}, Serving::none};
  std::map<std::string, RequestsServed> balancers;
  std::map<std::string, GroupServed> groups;
  cloudwatch::MetricData data;
  MetricPublisher publisher{
      store,
      clock,
      engine,
      data,
      {.balancers = [this] { return balancers; }, .groups = [this] { return groups; }}};
  AlarmMonitor monitor{store, clock, ids, data, publisher, context.get_executor()};
  OnlyUtc zones;
  ScheduledScaling scheduled{store, clock, ids, zones, context.get_executor()};
};

TEST_F(AlarmMonitorTest, EvaluatesEachFullMinute) {
  put_alarm("errors");
  start();
  clock.advance(10s);
  add_data(9);
  clock.advance(49s);
  EXPECT_EQ(alarm("errors").state, StateValue::insufficient_data);
  clock.advance(1s);
  EXPECT_EQ(alarm("errors").state, StateValue::alarm);
  EXPECT_EQ(alarm("errors").state_transitioned_at, clock.now());
  clock.advance(60s);
  EXPECT_EQ(alarm("errors").state, StateValue::alarm) << "its datapoint is within the range";
  clock.advance(120s);
  EXPECT_EQ(alarm("errors").state, StateValue::insufficient_data);
}

TEST_F(AlarmMonitorTest, CallsAScalingPolicyAtOnceAndAgainEachMinute) {
  const std::string pager = "arn:aws:sns:eu-west-1:111122223333:pager";
  put_alarm("errors", {put_step_policy(), pager});
  start();
  add_data(9);
  clock.advance(60s);
  EXPECT_EQ(desired(), 3);
  EXPECT_FALSE(alarm("errors").actions_due);
  ASSERT_GE(alarm("errors").history.size(), 2U);
  EXPECT_EQ(alarm("errors").history[0].summary,
            "Failed to execute action " + pager +
                ". Received error: it is no scaling policy that there is, and drydock carries out "
                "nothing else");
  EXPECT_TRUE(alarm("errors").history[1].summary.starts_with("Successfully executed action arn:"));
  clock.advance(60s);
  EXPECT_EQ(desired(), 3) << "it cools down for 90 seconds";
  add_data(9);
  clock.advance(60s);
  EXPECT_EQ(desired(), 4);
}

TEST_F(AlarmMonitorTest, ActsOnAStateThatSomebodySet) {
  put_alarm("errors", {put_step_policy()});
  start();
  const auto set = [this](bool enabled) {
    store.change<MetricAlarm>(world, "errors", [&](MetricAlarm& record) {
      record.actions_enabled = enabled;
      record.state = StateValue::ok;
      cloudwatch::set_state(record, StateValue::alarm, "a test", "", clock.now());
    });
    clock.settle();
  };
  set(false);
  EXPECT_EQ(desired(), 2);
  set(true);
  EXPECT_EQ(desired(), 3);
}

TEST_F(AlarmMonitorTest, ActsOnWhatADrydockBeforeItLeftUndone) {
  put_alarm("errors", {put_step_policy()});
  store.change<MetricAlarm>(world, "errors", [](MetricAlarm& record) {
    record.state = StateValue::alarm;
    record.actions_due = true;
  });
  start();
  EXPECT_EQ(desired(), 3);
}

TEST_F(AlarmMonitorTest, PublishesWhatTasksUse) {
  start();
  run_task();
  clock.advance(60s);
  const std::map<std::string, std::string> of_service = {{"ClusterName", "harbour"},
                                                         {"ServiceName", "web"}};
  EXPECT_NEAR(last_minute("AWS/ECS", "CPUUtilization", of_service), 50, 0.01);
  EXPECT_NEAR(last_minute("AWS/ECS", "MemoryUtilization", of_service), 25, 0.01);
  clock.advance(60s);
  EXPECT_NEAR(last_minute("AWS/ECS", "CPUUtilization", of_service), 50, 0.01);
  engine.set_reachable(false);
  clock.settle();
  clock.advance(60s);
  EXPECT_EQ(last_minute("AWS/ECS", "CPUUtilization", of_service), -1) << "nobody can tell";
}

TEST_F(AlarmMonitorTest, PublishesWhatLoadBalancersHad) {
  elb::LoadBalancer balancer;
  balancer.name = "edge";
  balancer.arn =
      "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/edge/50dc6c495c0c9188";
  balancer.dns_name = "edge.elb.localhost";
  store.put(world, balancer);
  elb::Listener listener;
  listener.arn = "listener";
  listener.load_balancer_arn = balancer.arn;
  listener.default_actions.emplace_back().type = model::elbv2::ActionTypeEnum::forward;
  listener.default_actions.back().target_group_arn = group;
  store.put(world, listener);
  start();
  balancers["edge.elb.localhost"] = {.requests = 7, .failed = 0};
  groups[group] = {.requests = 5, .target_5xx = 2};
  clock.advance(60s);
  const std::map<std::string, std::string> of_balancer = {
      {"LoadBalancer", "app/edge/50dc6c495c0c9188"}};
  EXPECT_EQ(last_minute("AWS/ApplicationELB", "RequestCount", of_balancer), 7);
  std::map<std::string, std::string> of_group = of_balancer;
  of_group["TargetGroup"] = "targetgroup/web/73e2d6bc24d8a067";
  EXPECT_EQ(last_minute("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", of_group), 2);
  balancers["edge.elb.localhost"].requests = 10;
  clock.advance(60s);
  EXPECT_EQ(last_minute("AWS/ApplicationELB", "RequestCount", of_balancer), 3);
  EXPECT_EQ(last_minute("AWS/ApplicationELB", "RequestCount", of_group), 0);
  EXPECT_EQ(last_minute("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", of_group), -1);
}

TEST_F(AlarmMonitorTest, FollowsATrackedMetric) {
  autoscaling::ScalingPolicy policy;
  policy.name = "cpu";
  policy.resource_id = resource;
  policy.arn = "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:2:resource/ecs/" +
               resource + ":policyName/cpu";
  policy.tracking.emplace().target_value = 40;
  policy.tracking->predefined_metric_specification = {
      .predefined_metric_type =
          model::application_autoscaling::MetricType::ecs_service_average_cpu_utilization};
  ASSERT_TRUE(autoscaling::keep_policy(scaling(), policy).has_value());
  start();
  run_task();
  clock.advance(120s);
  EXPECT_EQ(desired(), 2);
  clock.advance(60s);
  EXPECT_EQ(desired(), 3) << "two at 50 % are to be at 40 %";
}

TEST_F(AlarmMonitorTest, ActsOnASchedule) {
  start();
  autoscaling::ScheduledAction action;
  action.name = "more";
  action.resource_id = resource;
  action.schedule = "rate(5 minutes)";
  action.min_capacity = 4;
  action.created_at = clock.now();
  action.done_until = clock.now();
  store.put(world, action);
  clock.advance(299s);
  EXPECT_EQ(desired(), 2);
  clock.advance(1s);
  EXPECT_EQ(desired(), 4);
  store.change<autoscaling::ScalableTarget>(
      world, resource, [](autoscaling::ScalableTarget& target) { target.limits.minimum = 1; });
  clock.advance(300s);
  EXPECT_EQ(store.find<autoscaling::ScalableTarget>(world, resource)->limits.minimum, 4);
  store.erase<autoscaling::ScheduledAction>(world, action.key());
  store.change<autoscaling::ScalableTarget>(
      world, resource, [](autoscaling::ScalableTarget& target) { target.limits.minimum = 1; });
  clock.advance(300s);
  EXPECT_EQ(store.find<autoscaling::ScalableTarget>(world, resource)->limits.minimum, 1);
}

TEST_F(AlarmMonitorTest, MakesUpOnceForTheTimesThatWereMissed) {
  autoscaling::ScheduledAction action;
  action.name = "more";
  action.resource_id = resource;
  action.schedule = "rate(1 minute)";
  action.min_capacity = 4;
  action.created_at = clock.now() - 3h;
  action.done_until = clock.now() - 2h;
  store.put(world, action);
  start();
  EXPECT_EQ(desired(), 4);
  EXPECT_EQ(store.find<autoscaling::ScheduledAction>(world, action.key())->done_until, clock.now());
  EXPECT_EQ(store.find<autoscaling::ScalableTarget>(world, resource)->activities.size(), 2U);
}

}  // namespace
}  // namespace drydock::alarm_monitor_test
