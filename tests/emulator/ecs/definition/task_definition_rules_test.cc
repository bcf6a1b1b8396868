#include "emulator/ecs/definition/task_definition_rules.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>

#include "model/ecs/common.h"

namespace drydock::ecs::task_definition_rules_test {
namespace {

using model::ecs::ContainerCondition;
using model::ecs::ContainerDefinition;
using model::ecs::NetworkMode;
using model::ecs::RegisterTaskDefinitionRequest;

ContainerDefinition container(std::string name) {
  ContainerDefinition made;
  made.name = std::move(name);
  made.image = "shop:v1";
  made.memory = 64;
  return made;
}

RegisterTaskDefinitionRequest bridge() {
  RegisterTaskDefinitionRequest request;
  request.family = "web";
  request.container_definitions = {container("app")};
  return request;
}

RegisterTaskDefinitionRequest fargate() {
  RegisterTaskDefinitionRequest request = bridge();
  request.network_mode = NetworkMode::awsvpc;
  request.requires_compatibilities.emplace() = {model::ecs::Compatibility::fargate};
  request.cpu = "256";
  request.memory = "512";
  return request;
}

std::string verdict(const RegisterTaskDefinitionRequest& request) {
  const auto checked = check(request);
  if (checked) return "fine";
  EXPECT_EQ(checked.error().code(), "ClientException");
  return checked.error().message();
}

ContainerDefinition& app(RegisterTaskDefinitionRequest& request) {
  return request.container_definitions.front();
}

/// Adds a container "aide" of which "app" waits for the condition.
ContainerDefinition& depend(RegisterTaskDefinitionRequest& request, ContainerCondition condition) {
  request.container_definitions.push_back(container("aide"));
  app(request).depends_on.emplace().push_back({.container_name = "aide", .condition = condition});
  return request.container_definitions.back();
}

void map_port(RegisterTaskDefinitionRequest& request, int container_port, int host_port) {
  auto& mappings = app(request).port_mappings;
  if (!mappings) mappings.emplace();
  mappings->push_back({.container_port = container_port, .host_port = host_port});
}

struct Row {
  std::string refusal;
  std::function<void(RegisterTaskDefinitionRequest&)> spoil;
};

void expect(const RegisterTaskDefinitionRequest& good, const std::vector<Row>& rows) {
  ASSERT_EQ(verdict(good), "fine");
  for (const Row& row : rows) {
    RegisterTaskDefinitionRequest request = good;
    row.spoil(request);
    EXPECT_EQ(verdict(request), row.refusal);
  }
}

TEST(TaskDefinitionRules, RefuseABadFamilyOrList) {
  expect(bridge(),
         {{"Family should not be null or empty.", [](auto& r) { r.family = ""; }},
          {"Family contains invalid characters.", [](auto& r) { r.family = "a b"; }},
          {"Container list cannot be empty.", [](auto& r) { r.container_definitions.clear(); }},
          {"Too many containers.",
           [](auto& r) { r.container_definitions.resize(11, container("x")); }},
          {"Container names must be unique: 'app' is used more than once.",
           [](auto& r) { r.container_definitions.push_back(container("app")); }},
          {"At least one container must be marked as essential.",
           [](auto& r) { app(r).essential = false; }}});
}

TEST(TaskDefinitionRules, RefuseABadContainer) {
  expect(
      bridge(),
      {{"Container.name should not be null or empty.", [](auto& r) { app(r).name.reset(); }},
       {"Container.name contains invalid characters.", [](auto& r) { app(r).name = "a/b"; }},
       {"Container.image should not be null or empty.", [](auto& r) { app(r).image = ""; }},
       {"Container.image contains invalid characters.", [](auto& r) { app(r).image = "a b"; }},
       {"Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must "
        "be specified.",
        [](auto& r) { app(r).memory.reset(); }},
       {"Invalid setting for container 'app'. 'memory' must be at least 6.",
        [](auto& r) { app(r).memory = 5; }},
       {"Invalid setting for container 'app'. 'memory' must not be less than "
        "'memoryReservation'.",
        [](auto& r) { app(r).memory_reservation = 65; }},
       {"Invalid setting for container 'app'. 'cpu' must not be negative.",
        [](auto& r) { app(r).cpu = -1; }},
       {"Invalid setting for container 'app'. The restartAttemptPeriod must be between 60 and "
        "1800.",
        [](auto& r) { app(r).restart_policy.emplace().restart_attempt_period = 59; }}});
}

TEST(TaskDefinitionRules, RefuseHardwareThatIsNotThere) {
  using model::ecs::ResourceType;
  expect(bridge(),
         {{"drydock does not emulate trusted execution.",
           [](auto& r) { r.trusted_execution_configuration.emplace(); }},
          {"drydock does not emulate Neuron devices.",
           [](auto& r) {
             app(r).resource_requirements = {{{.value = "1", .type = ResourceType::neuron_device}}};
           }},
          {"drydock does not emulate shared GPUs.", [](auto& r) {
             auto& resource = app(r).resource_requirements.emplace().emplace_back();
             resource.type = ResourceType::gpu;
             resource.sharing_strategy.emplace();
           }}});
}

TEST(TaskDefinitionRules, AddUpWithoutRunningOver) {
  RegisterTaskDefinitionRequest good = fargate();
  good.container_definitions.push_back(container("aide"));
  const auto all = [](auto& r, auto change) {
    for (auto& each : r.container_definitions) change(each);
  };
  expect(good,
         {{"The sum of all container 'cpu' values cannot be greater than the value of the task "
           "'cpu'.",
           [&](auto& r) { all(r, [](auto& each) { each.cpu = 2147483647; }); }},
          {"The sum of all container 'memoryReservation' values cannot be greater than the value "
           "of the task 'memory'.",
           [&](auto& r) {
             all(r, [](auto& each) {
               each.memory.reset();
               each.memory_reservation = 2147483647;
             });
           }}});
}

TEST(TaskDefinitionRules, RefuseVolumesThatAreNone) {
  RegisterTaskDefinitionRequest good = bridge();
  good.volumes.emplace().emplace_back().name = "data";
  app(good).mount_points.emplace().emplace_back().source_volume = "data";
  const auto at = [](std::string path) {
    return
        [path = std::move(path)](auto& r) { r.volumes->front().host.emplace().source_path = path; };
  };
  const char* relative = "The sourcePath of volume 'data' must be an absolute path.";
  expect(good, {{"fine", at("/srv:/etc")},
                {"fine", at("")},
                {relative, at("srv")},
                {relative, at(std::string("/srv\0/etc", 9))},
                {"Volume name '/etc' contains invalid characters.",
                 [](auto& r) { r.volumes->front().name = "/etc"; }},
                {"Volume name 'a:b' contains invalid characters.",
                 [](auto& r) { r.volumes->front().name = "a:b"; }},
                {"Unknown volume 'other'.",
                 [](auto& r) { app(r).mount_points->front().source_volume = "other"; }},
                {"Unknown volume 'data'.", [](auto& r) { r.volumes.reset(); }}});
}

TEST(TaskDefinitionRules, RefuseATmpfsThatIsNone) {
  RegisterTaskDefinitionRequest good = bridge();
  app(good).linux_parameters.emplace().tmpfs.emplace().push_back(
      {.container_path = "/run", .size = 64, .mount_options = {{"noexec", "mode=1777"}}});
  const auto tmpfs = [](auto& r) -> auto& { return app(r).linux_parameters->tmpfs->front(); };
  const std::string head = "Invalid setting for container 'app'. ";
  const std::string size = head + "The size of a tmpfs must be positive.";
  const std::string path = head + "The containerPath of a tmpfs must be absolute.";
  const std::string option = head + "A tmpfs has an unknown mount option.";
  expect(good, {{size, [&](auto& r) { tmpfs(r).size = 0; }},
                {path, [&](auto& r) { tmpfs(r).container_path = "run"; }},
                {option, [&](auto& r) { tmpfs(r).mount_options = {{"noexec,size=99999m"}}; }}});
}

TEST(TaskDefinitionRules, RefuseABadHealthCheck) {
  RegisterTaskDefinitionRequest good = bridge();
  app(good).health_check.emplace().command = {"CMD-SHELL", "true"};
  const std::string head = "Invalid setting for container 'app'. ";
  const std::string kind =
      head + "The health check command must start with CMD, CMD-SHELL or NONE.";
  const std::string command = head + "The health check has no command.";
  const std::string interval = head + "The health check interval must be between 5 and 300.";
  const std::string timeout = head + "The health check timeout must be between 2 and 60.";
  const std::string retries = head + "The health check retries must be between 1 and 10.";
  const std::string start = head + "The health check startPeriod must be between 0 and 300.";
  expect(good, {{kind, [](auto& r) { app(r).health_check->command = {"true"}; }},
                {kind, [](auto& r) { app(r).health_check->command.clear(); }},
                {command, [](auto& r) { app(r).health_check->command = {"CMD"}; }},
                {interval, [](auto& r) { app(r).health_check->interval = 4; }},
                {timeout, [](auto& r) { app(r).health_check->timeout = 61; }},
                {retries, [](auto& r) { app(r).health_check->retries = 11; }},
                {start, [](auto& r) { app(r).health_check->start_period = 301; }}});
}

TEST(TaskDefinitionRules, RefuseRangesThatAreNoneOrOverlap) {
  const auto ranges = [](std::vector<std::string> given) {
    return [given = std::move(given)](auto& r) {
      for (const std::string& range : given) {
        map_port(r, 0, 0);
        app(r).port_mappings->back().container_port.reset();
        app(r).port_mappings->back().container_port_range = range;
      }
    };
  };
  const std::string head = "Invalid setting for container 'app'. ";
  const std::string none = "' is not a range of ports.";
  const std::string twice = " is mapped more than once.";
  expect(bridge(),
         {{"fine", ranges({"1-10", "11-65535"})},
          {head + "The containerPortRange '80" + none, ranges({"80"})},
          {head + "The containerPortRange '9-8" + none, ranges({"9-8"})},
          {head + "The containerPortRange '1-65536" + none, ranges({"1-65536"})},
          {head + "The containerPortRange '1-2-3" + none, ranges({"1-2-3"})},
          {head + "The containerPortRange '1-99999999999" + none, ranges({"1-99999999999"})},
          {head + "The container port 10" + twice, ranges({"1-10", "10-20"})},
          {head + "The container port 5" + twice,
           [&](auto& r) {
             ranges({"1-10"})(r);
             map_port(r, 5, 0);
           }},
          {head + "At most 100 port mappings may be given.", [](auto& r) {
             for (int port = 1; port <= 101; ++port) map_port(r, port, 0);
           }}});
}

TEST(TaskDefinitionRules, RefusePortsThatTheNetworkModeCannotHave) {
  expect(bridge(),
         {{"fine", [](auto& r) { map_port(r, 80, 8080); }},
          {"Invalid setting for container 'app'. A port mapping needs a 'containerPort'.",
           [](auto& r) { app(r).port_mappings.emplace().emplace_back(); }},
          {"Invalid setting for container 'app'. Ports must be between 1 and 65535.",
           [](auto& r) { map_port(r, 65536, 0); }},
          {"Invalid setting for container 'app'. The container port 80 is mapped more than once.",
           [](auto& r) {
             map_port(r, 80, 0);
             map_port(r, 80, 0);
           }},
          {"When networkMode=host, the host ports and container ports in port mappings must match.",
           [](auto& r) {
             r.network_mode = NetworkMode::host;
             map_port(r, 80, 8080);
           }},
          {"When networkMode=awsvpc, the host ports and container ports in port mappings must "
           "match.",
           [](auto& r) {
             r.network_mode = NetworkMode::awsvpc;
             map_port(r, 80, 8080);
           }},
          {"Links are not supported when networkMode=awsvpc.",
           [](auto& r) {
             r.network_mode = NetworkMode::awsvpc;
             app(r).links.emplace().push_back("x");
           }},
          {"Port mappings are not supported when networkMode=none.", [](auto& r) {
             r.network_mode = NetworkMode::none;
             map_port(r, 80, 0);
           }}});
}

TEST(TaskDefinitionRules, RefuseSizesThatDoNotFit) {
  expect(
      bridge(),
      {{"fine", [](auto& r) { r.cpu = "1 vCPU"; }},
       {"Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of "
        "the Amazon ECS Developer Guide.",
        [](auto& r) { r.cpu = "127"; }},
       {"Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of "
        "the Amazon ECS Developer Guide.",
        [](auto& r) { r.cpu = "much"; }},
       {"Invalid 'memory' setting for task. For more information, see the Troubleshooting section "
        "of the Amazon ECS Developer Guide.",
        [](auto& r) { r.memory = "1TB"; }},
       {"Invalid setting for container 'app'. The 'memory' setting for container is greater than "
        "for the task.",
        [](auto& r) { r.memory = "63"; }},
       {"The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
        [](auto& r) {
          r.cpu = "128";
          app(r).cpu = 129;
        }},
       {"The sum of all container 'memoryReservation' values cannot be greater than the value of "
        "the task 'memory'.",
        [](auto& r) {
          r.memory = "100";
          r.container_definitions.push_back(container("aide"));
        }},
       {"EphemeralStorage size should be at least 21",
        [](auto& r) { r.ephemeral_storage.emplace().size_in_gib = 20; }},
       {"EphemeralStorage size should be at most 200",
        [](auto& r) { r.ephemeral_storage.emplace().size_in_gib = 201; }}});
}

TEST(TaskDefinitionRules, RefuseDependenciesThatCanNeverBeMet) {
  expect(bridge(),
         {{"fine", [](auto& r) { depend(r, ContainerCondition::start); }},
          {"fine", [](auto& r) { depend(r, ContainerCondition::success).essential = false; }},
          {"A dependency container with SUCCESS or COMPLETE condition cannot be an essential "
           "container",
           [](auto& r) { depend(r, ContainerCondition::complete); }},
          {"A dependency container with HEALTHY condition must have a healthCheck",
           [](auto& r) { depend(r, ContainerCondition::healthy); }},
          {"The container none does not exist in the task definition.",
           [](auto& r) { app(r).depends_on.emplace().push_back({.container_name = "none"}); }},
          {"The dependencies of container app form a cycle.", [](auto& r) {
             depend(r, ContainerCondition::start)
                 .depends_on.emplace()
                 .push_back({.container_name = "app", .condition = ContainerCondition::start});
           }}});
}

TEST(TaskDefinitionRules, RefuseWhatFargateCannotRun) {
  expect(fargate(),
         {{"Fargate only supports network mode ‘awsvpc’.",
           [](auto& r) { r.network_mode = NetworkMode::bridge; }},
          {"Fargate requires that 'cpu' be defined at the task level.",
           [](auto& r) { r.cpu.reset(); }},
          {"Fargate requires that 'memory' be defined at the task level.",
           [](auto& r) { r.memory.reset(); }},
          {"No Fargate configuration exists for given values.", [](auto& r) { r.memory = "4096"; }},
          {"Fargate requires task definition to have execution role ARN to support ECR images.",
           [](auto& r) { app(r).image = "1.dkr.ecr.us-east-1.amazonaws.com/shop:v1"; }},
          {"Fargate requires task definition to have execution role ARN to support log driver "
           "awslogs.",
           [](auto& r) {
             app(r).log_configuration.emplace().log_driver = model::ecs::LogDriver::awslogs;
           }},
          {"fine",
           [](auto& r) {
             app(r).image = "1.dkr.ecr.us-east-1.amazonaws.com/shop:v1";
             r.execution_role_arn = "arn:aws:iam::1:role/x";
           }},
          {"Tasks using the Fargate launch type do not support pidMode 'host'. The supported value "
           "for pidMode is 'task'.",
           [](auto& r) { r.pid_mode = model::ecs::PidMode::host; }},
          {"Invalid setting for container 'app'. 'privileged' is not supported with Fargate.",
           [](auto& r) { app(r).privileged = true; }},
          {"Invalid setting for container 'app'. The maximum 'stopTimeout' with Fargate is 120 "
           "seconds.",
           [](auto& r) { app(r).stop_timeout = 121; }}});
}

}  // namespace
}  // namespace drydock::ecs::task_definition_rules_test
