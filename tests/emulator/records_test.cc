#include "emulator/records.h"

#include <gtest/gtest.h>

#include <set>

#include "emulator/autoscaling/scalable_target.h"
#include "emulator/autoscaling/scaling_policy.h"
#include "emulator/autoscaling/scheduled_action.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/codedeploy/application.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/codedeploy/deployment_config.h"
#include "emulator/codedeploy/deployment_group.h"
#include "emulator/ec2/lost_zone.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecr/upload.h"
#include "emulator/ecs/client_token.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/events/api_destination.h"
#include "emulator/events/rule.h"
#include "emulator/iam/session.h"
#include "emulator/json/described_json.h"
#include "emulator/store/store.h"
#include "model/ecs/task.h"

namespace drydock::records_test {
namespace {

const World world{"111122223333", "eu-west-1"};

template <class... Record>
struct RecordList {};

using Records =
    RecordList<ecs::Cluster, ecs::TaskDefinitionFamily, ecs::TaskDefinition, ecs::Service,
               ecs::TaskSet, ecs::ServiceRevision, ecs::ServiceDeployment, ecs::Task,
               ecs::ContainerInstance, ecs::Daemon, ecs::DaemonRevision, ecs::DaemonDeployment,
               ecs::DaemonTaskDefinition, ecs::ClientTokenUse, ecs::ExpressGateway, ecs::Gateway,
               ecs::GatewayAssociation, ecs::GatewayRoute, ecr::Repository, ecr::Image, ecr::Layer,
               ecr::Upload, elb::LoadBalancer, elb::Listener, elb::Rule, elb::TargetGroup,
               elb::Target, events::Rule, events::Connection, events::ApiDestination, iam::Session,
               cloudwatch::MetricAlarm, autoscaling::ScalableTarget, autoscaling::ScalingPolicy,
               autoscaling::ScheduledAction, codedeploy::Application, codedeploy::DeploymentConfig,
               codedeploy::DeploymentGroup, codedeploy::Deployment, ec2::LostZone>;

/// Calls `visit.template operator()<Record>()` for every kind of record.
template <class... Record, class Visit>
void for_each(RecordList<Record...> /*records*/, Visit&& visit) {
  (visit.template operator()<Record>(), ...);
}

constexpr TimePoint moment{Duration(1'700'000'000'123)};

void fill_gateways(Store& store) {
  ecs::Gateway gateway{.name = "edge", .status = model::ecs::GatewayStatus::update_failed};
  gateway.failures = {{.arn = "lb"}};
  gateway.deletion_protection = false;
  gateway.configuration.max_alb_count = 3;
  gateway.propagate_tags = model::ecs::PropagateGatewayTags::none;
  gateway.balancers = {{.load_balancer = "lb", .listener = "listener"}};
  gateway.tags = {{.key = "k", .value = "v"}};
  gateway.updated_at = moment;
  store.put(world, std::move(gateway));
  ecs::GatewayAssociation association{.gateway = "edge", .cluster = "harbour"};
  association.status = model::ecs::GatewayClusterAssociationStatus::disassociating;
  store.put(world, association);
  ecs::GatewayRoute route{.id = "1", .gateway = "edge", .service = "harbour/web"};
  route.status = model::ecs::GatewayRouteStatus::delete_in_progress;
  route.target_groups = {"group", "other"};
  route.created_at = moment;
  store.put(world, std::move(route));
}

void fill_load_balancing(Store& store) {
  store.put(world, elb::LoadBalancer{.name = "edge", .arn = "lb", .tags = {{"k", "v"}}});
  store.put(world, elb::Listener{.arn = "listener", .load_balancer_arn = "lb", .port = 80});
  store.put(world, elb::Rule{.arn = "rule", .listener_arn = "listener", .priority = 10});
  store.put(world, elb::TargetGroup{.name = "web", .arn = "group"});
  elb::Target target{
      .target_group_arn = "group", .id = "172.31.0.4", .port = 8080, .owner = "shop/task"};
  target.health.state = elb::TargetState::draining;
  store.put(world, target);
}

void fill_alarms(Store& store) {
  cloudwatch::MetricAlarm alarm;
  alarm.name = "busy";
  alarm.metric = {
      .metric_namespace = "AWS/ECS", .name = "CPUUtilization", .dimensions = {{"a", "b"}}};
  alarm.rule.threshold = 0.1;
  alarm.rule.unit = model::cloudwatch::StandardUnit::percent;
  alarm.history.push_back({.summary = "Alarm created", .data = "{}"});
  store.put(world, alarm);
}

void fill_scaling(Store& store) {
  autoscaling::ScalableTarget target;
  target.resource_id = "service/harbour/web";
  target.limits = {.minimum = 1, .maximum = 4};
  target.suspended.scale_in = true;
  target.activities.push_back(
      {.id = "1", .description = "Setting desired count to 2.", .wanted = 2});
  target.tags = {{"k", "v"}};
  store.put(world, target);
  autoscaling::ScalingPolicy policy;
  policy.name = "steps";
  policy.resource_id = "service/harbour/web";
  policy.step.emplace().step_adjustments.emplace().push_back(
      {.metric_interval_lower_bound = 0.5, .scaling_adjustment = 1});
  policy.scaled_out = autoscaling::Scaled{.at = TimePoint(Duration(1'700'000'000'123)), .from = 2};
  store.put(world, policy);
  store.put(world, autoscaling::ScheduledAction{.name = "night",
                                                .resource_id = "service/harbour/web",
                                                .schedule = "cron(0 22 * * ? *)",
                                                .timezone = "Europe/Berlin",
                                                .max_capacity = 1});
}

void fill_codedeploy(Store& store) {
  store.put(world, codedeploy::Application{.name = "shop", .id = "1"});
  codedeploy::DeploymentConfig config{.name = "half"};
  config.routing.time_based_canary.emplace().canary_percentage = 50;
  store.put(world, config);
  codedeploy::DeploymentGroup group{.name = "live", .id = "2", .application_id = "1"};
  group.load_balancer_info.target_group_pair_info_list.emplace().emplace_back();
  store.put(world, group);
  codedeploy::Deployment deployment{.id = "d-1", .group_id = "2"};
  deployment.fault =
      codedeploy::Fault{model::codedeploy::ErrorCode::timeout, "The deployment timed out"};
  deployment.events.push_back({.event = codedeploy::LifecycleEvent::allow_traffic,
                               .started_at = TimePoint(Duration(1'700'000'000'123)),
                               .hook = codedeploy::Hook{.function = "smoke", .is_called = true}});
  deployment.traffic = {.original_group = "a", .test = true, .production = 100};
  deployment.requests.stop = true;
  deployment.rollback.by = "d-2";
  deployment.final_task_sets.push_back({.identifer = "ecs-svc/1", .traffic_weight = 12.5});
  store.put(world, deployment);
}

void fill_events(Store& store) {
  events::Rule rule{.name = "rule", .event_pattern = R"({"source":["aws.ecs"]})"};
  rule.targets.push_back({.id = "1", .arn = "arn", .input = "{}"});
  rule.scheduled_from = moment;
  store.put(world, rule);
  store.put(world, events::Connection{.name = "key", .id = "1", .secret = "s"});
  store.put(world, events::ApiDestination{.name = "hook", .connection = "key", .method = "POST"});
}

void fill_deployments(Store& store) {
  ecs::ServiceRevision revision{.id = "1", .service = "harbour/web"};
  revision.load_balancers.push_back({.target_group_arn = "group", .container_port = 80});
  store.put(world, revision);
  store.put(world, ecs::TaskSet{.id = "ecs-svc/1",
                                .service = "harbour/web",
                                .revision = "1",
                                .failures = {.tasks = 2, .start_not_before = moment}});
  ecs::TaskSet external{.id = "ecs-svc/2", .service = "harbour/web", .revision = "1"};
  external.external = ecs::ExternalControl{.scale = 12.5, .draining = true};
  external.external->stability = model::ecs::StabilityStatus::steady_state;
  external.external->tags.push_back({.key = "k", .value = "v"});
  store.put(world, external);
  ecs::ServiceDeployment deployment{.id = "d", .service = "harbour/web", .target_revision = "1"};
  deployment.source_revisions = {"0"};
  deployment.final_counts["1"] = {.requested = 2, .running = 1};
  deployment.rollback = {.revision = "0", .started_at = moment};
  deployment.alarms = {.standing = {"late"}, .triggered = {}};
  deployment.given_up_by = ecs::GivenUpBy::client;
  deployment.traffic.emplace().blue = "0";
  deployment.traffic->hooks.push_back({.id = "ecs-pause-1"});
  deployment.finished_at = moment;
  store.put(world, deployment);
}

void fill_daemons(Store& store) {
  ecs::DaemonTaskDefinition definition;
  definition.definition.family = "agent";
  definition.definition.revision = 1;
  definition.task.definition.family = "agent";
  definition.tags = {{.key = "k", .value = "v"}};
  store.put(world, definition);
  ecs::Daemon daemon{.name = "agent", .cluster = "harbour", .deployment = "d", .revision = "1"};
  daemon.memory = {.without = {{"a", "1"}}, .failed_rounds = 2, .start_not_before = moment};
  store.put(world, daemon);
  ecs::DaemonRevision revision{.id = "1", .daemon = "harbour/agent", .critical = false};
  revision.capacity_providers = {"mi"};
  revision.images = {{.container = "agent", .digest = "sha256:1"}};
  store.put(world, revision);
  ecs::DaemonDeployment deployment{.id = "d", .daemon = "harbour/agent", .target_revision = "1"};
  deployment.configuration.drain_percent = 12.5;
  deployment.given_up_by = ecs::GivenUpBy::alarm;
  deployment.rollback = {.revision = "0", .started_at = moment};
  deployment.baking_since = moment;
  deployment.final_counts["1"]["mi"] = {.running = 2, .without = 1};
  store.put(world, deployment);
}

void fill_images(Store& store) {
  store.put(world, ecr::Repository{.name = "shop"});
  store.put(world, ecr::Image{.repository = "shop",
                              .digest = "sha256:1",
                              .manifest = "{\n  \"schemaVersion\": 2\n}",
                              .tags = {"v1", "latest"},
                              .size_bytes = 1ULL << 40});
  store.put(world, ecr::Layer{.repository = "shop", .digest = "sha256:2", .size_bytes = 7});
}

/// A record of every kind, with values of every type that records are made of.
void fill(Store& store) {
  ecs::Cluster cluster;
  cluster.name = "harbour";
  cluster.created_at = moment;
  cluster.tags.push_back({.key = "a \"quoted\" key", .value = "\u00fcber"});
  store.put(world, cluster);
  store.put(world, ecs::TaskDefinitionFamily{.name = "web", .last_revision = 3});
  ecs::TaskDefinition definition;
  definition.definition.family = "web";
  definition.definition.revision = 3;
  definition.definition.container_definitions.emplace().push_back(
      {.name = "app", .image = "shop:v1", .essential = true});
  store.put(world, definition);
  ecs::Service service;
  service.name = "web";
  service.cluster = "harbour";
  service.task_set = "ecs-svc/1";
  ecs::ServiceNotice notice("hello", ecs::ServiceEventName::tasks_stopped);
  notice.tasks = {"t"};
  ecs::post_event(service, notice, "e", moment);
  store.put(world, service);
  fill_deployments(store);
  ecs::Task running;
  running.id = "1";
  running.cluster = "harbour";
  running.service = "web";
  running.containers.push_back({.name = "app", .exit_code = 137});
  running.started_at = moment;
  running.stop_code = model::ecs::TaskStopCode::essential_container_exited;
  running.container_instance = "a";
  running.reserved = {.cpu_units = 1LL << 40, .ports = {{.port = 53, .protocol = Transport::udp}}};
  store.put(world, running);
  store.put(world, ecs::ContainerInstance{.id = "a",
                                          .cluster = "harbour",
                                          .status = ecs::ContainerInstanceStatus::draining,
                                          .attributes = {{"ecs.os-type", "linux"}, {"bare", ""}},
                                          .gpu_ids = {"gpu-1"},
                                          .registered_at = moment,
                                          .successor = "b"});
  store.put(world, ecs::ExpressGateway{.service = "harbour/web",
                                       .endpoint = "we-1",
                                       .target_groups = {"group"},
                                       .customer_definition = true,
                                       .updated_at = moment});
  fill_daemons(store);
  fill_gateways(store);
  fill_images(store);
  fill_load_balancing(store);
  fill_events(store);
  fill_alarms(store);
  fill_scaling(store);
  fill_codedeploy(store);
  store.put(World{"000000000000", ""}, iam::Session{.access_key_id = "ASIA1"});
}

TEST(Records, AreReadAsTheyWereWritten) {
  Store store{all_record_kinds()};
  for_each(Records{}, [&]<class Record>() { store.put(world, Record{}); });
  fill(store);
  Store copy{all_record_kinds()};
  ASSERT_TRUE(copy.load_json(store.to_json()));
  for_each(Records{}, [&]<class Record>() {
    for (const auto& [key, record] : store.table<Record>(world).rows()) {
      const Record* read = copy.find<Record>(world, key);
      ASSERT_NE(read, nullptr) << Record::table << " " << key;
      EXPECT_TRUE(*read == record) << Record::table << " " << key;
    }
  });
}

TEST(Records, AreAllListedOnce) {
  std::set<std::string_view> tables;
  std::set<std::size_t> slots;
  for (const RecordKind& kind : all_record_kinds()) {
    EXPECT_TRUE(tables.insert(kind.table).second) << kind.table;
    EXPECT_TRUE(slots.insert(kind.slot).second) << kind.table;
  }
  for_each(Records{}, [&]<class Record>() { EXPECT_EQ(slots.erase(slot_of<Record>()), 1U); });
  EXPECT_TRUE(slots.empty()) << "a kind of record is missing in this test";
}

TEST(Records, OfServicesAreTakenAwayFirstSinceTheyWouldMakeTasksAnew) {
  EXPECT_EQ(all_record_kinds().front().table, ecs::Service::table);
}

// State that an earlier drydock wrote has these very texts.
TEST(Records, KeepAwsWordsOfAttachments) {
  ecs::NetworkInterface interface;
  for (const auto& [status, text] : {std::pair(ecs::AttachmentStatus::precreated, "PRECREATED"),
                                     {ecs::AttachmentStatus::attaching, "ATTACHING"},
                                     {ecs::AttachmentStatus::attached, "ATTACHED"},
                                     {ecs::AttachmentStatus::failed, "FAILED"},
                                     {ecs::AttachmentStatus::deleted, "DELETED"}}) {
    interface.status = status;
    EXPECT_EQ(json::to_json(status), "\"" + std::string(text) + "\"");
    const auto read = json::from_json<ecs::NetworkInterface>(json::to_json(interface));
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(read->status, status);
  }
}

}  // namespace
}  // namespace drydock::records_test
