#include "emulator/ecs/container/container_spec.h"

#include <gtest/gtest.h>

#include "emulator/ecs/container/container_mounts.h"
#include "emulator/ecs/container/container_ports.h"
#include "model/ecs/common.h"
#include "model/ecs/task.h"
#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::container_spec_test {
namespace {

using model::ecs::LaunchType;
using model::ecs::NetworkMode;
using Mode = NetworkAttachment::Mode;
using Environment = std::map<std::string, std::string>;
using Words = std::vector<std::string>;

model::ecs::KeyValuePair pair(std::string name, std::string value) {
  return {.name = std::move(name), .value = std::move(value)};
}

model::ecs::PortMapping mapping(int container_port, std::optional<int> host_port = {}) {
  model::ecs::PortMapping mapping;
  mapping.container_port = container_port;
  mapping.host_port = host_port;
  return mapping;
}

class ContainerSpecTest : public ::testing::Test {
 protected:
  ContainerSpecTest() {
    task_.arn = "arn:aws:ecs:eu-west-1:000000000000:task/shop/0123456789abcdef0123456789abcdef";
  }

  model::ecs::ContainerDefinition& app() { return definition_.container_definitions->front(); }
  model::ecs::ContainerOverride& app_override() {
    auto& overrides = task_.overrides.container_overrides;
    if (!overrides) overrides.emplace().emplace_back().name = "app";
    return overrides->front();
  }
  ContainerIngredients ingredients() const {
    return {.world = world_,
            .instance = instance_,
            .task = task_,
            .definition = definition_,
            .image = "localhost:4566/shop:v1",
            .suffix = "0123456789abcdef0123"};
  }
  ContainerSpec spec() const { return container_spec(ingredients(), "app"); }

  World world_{"000000000000", "eu-west-1"};
  std::string instance_ = "0123456789abcdef0123456789abcdef";
  model::ecs::TaskDefinition definition_ = task_definition({container_definition("app")});
  Task task_ = pending_task(definition_, TimePoint{});
};

TEST_F(ContainerSpecTest, IsNamedAndLabelledAsTheEcsAgentDoes) {
  const ContainerSpec made = spec();
  EXPECT_EQ(made.name, "ecs-web-1-app-0123456789abcdef0123");
  EXPECT_EQ(made.image, "localhost:4566/shop:v1");
  EXPECT_EQ(made.labels, (Environment{{"com.amazonaws.ecs.cluster", "shop"},
                                      {"com.amazonaws.ecs.container-name", "app"},
                                      {"com.amazonaws.ecs.task-arn", task_.arn},
                                      {"com.amazonaws.ecs.task-definition-family", "web"},
                                      {"com.amazonaws.ecs.task-definition-version", "1"},
                                      {"drydock.container", "app"},
                                      {"drydock.instance", instance_},
                                      {"drydock.task", task_.id},
                                      {"drydock.world", "000000000000/eu-west-1"}}));
}

TEST_F(ContainerSpecTest, KeepsTheUsersLabelsButNotOverItsOwn) {
  app().docker_labels = Environment{{"team", "a"}, {"drydock.task", "mine"}};
  EXPECT_EQ(spec().labels.at("team"), "a");
  EXPECT_EQ(spec().labels.at("drydock.task"), task_.id);
}

TEST_F(ContainerSpecTest, LeavesToTheImageWhatIsNotGiven) {
  const ContainerSpec made = spec();
  EXPECT_EQ(made.command, std::nullopt);
  EXPECT_EQ(made.entrypoint, std::nullopt);
  EXPECT_EQ(made.user, std::nullopt);
  EXPECT_EQ(made.working_directory, std::nullopt);
  EXPECT_EQ(made.memory_bytes, 0);
  EXPECT_EQ(made.cpu_shares, 0);
  EXPECT_FALSE(made.init);
  app().command.emplace();
  EXPECT_EQ(spec().command, std::nullopt);
}

TEST_F(ContainerSpecTest, TakesWhatTheDefinitionGives) {
  app().command = {"serve"};
  app().entry_point = {"/shop", "--loud"};
  app().user = "1000:1000";
  app().working_directory = "/srv";
  app().hostname = "shop";
  app().cpu = 256;
  app().memory = 128;
  app().memory_reservation = 64;
  app().privileged = true;
  app().readonly_root_filesystem = true;
  app().linux_parameters.emplace().init_process_enabled = true;
  const ContainerSpec made = spec();
  EXPECT_EQ(made.command, Words{"serve"});
  EXPECT_EQ(made.entrypoint, (Words{"/shop", "--loud"}));
  EXPECT_EQ(made.user, "1000:1000");
  EXPECT_EQ(made.working_directory, "/srv");
  EXPECT_EQ(made.hostname, "shop");
  EXPECT_EQ(made.cpu_shares, 256);
  EXPECT_EQ(made.memory_bytes, 128 * 1024 * 1024);
  EXPECT_EQ(made.memory_reservation_bytes, 64 * 1024 * 1024);
  EXPECT_TRUE(made.privileged && made.read_only_root && made.init);
}

TEST_F(ContainerSpecTest, LetsAContainerWithoutALimitUseTheTasksMemory) {
  task_.memory = "512";
  EXPECT_EQ(spec().memory_bytes, 512LL * 1024 * 1024);
}

TEST_F(ContainerSpecTest, TakesOverridesFirst) {
  app().command = {"serve"};
  app().cpu = 1;
  app().environment = {pair("COLOUR", "red"), pair("SIZE", "small")};
  app_override().command = {"migrate"};
  app_override().cpu = 512;
  app_override().memory = 32;
  app_override().memory_reservation = 16;
  app_override().environment = {pair("COLOUR", "blue")};
  const ContainerSpec made = spec();
  EXPECT_EQ(made.command, Words{"migrate"});
  EXPECT_EQ(made.cpu_shares, 512);
  EXPECT_EQ(made.memory_bytes, 32 * 1024 * 1024);
  EXPECT_EQ(made.memory_reservation_bytes, 16 * 1024 * 1024);
  EXPECT_EQ(made.environment.at("COLOUR"), "blue");
  EXPECT_EQ(made.environment.at("SIZE"), "small");
}

TEST_F(ContainerSpecTest, TellsTheContainerWhereItRuns) {
  EXPECT_EQ(spec().environment, (Environment{{"AWS_DEFAULT_REGION", "eu-west-1"},
                                             {"AWS_EXECUTION_ENV", "AWS_ECS_EC2"},
                                             {"AWS_REGION", "eu-west-1"}}));
  task_.launch_type = LaunchType::fargate;
  app().environment = {pair("AWS_REGION", "mars-1")};
  EXPECT_EQ(spec().environment,
            (Environment{{"AWS_EXECUTION_ENV", "AWS_ECS_FARGATE"}, {"AWS_REGION", "mars-1"}}));
}

struct NetworkRow {
  std::optional<NetworkMode> mode;
  bool networking_disabled;
  Mode then;
  std::size_t published;
};

TEST_F(ContainerSpecTest, AttachesToTheNetworkOfItsMode) {
  task_.network_interface.emplace().pause_container_id = "pause";
  app().port_mappings = {mapping(80)};
  const NetworkRow rows[] = {
      {{}, false, Mode::bridge, 1},
      {NetworkMode::bridge, false, Mode::bridge, 1},
      {NetworkMode::host, false, Mode::host, 0},
      {NetworkMode::none, false, Mode::none, 0},
      {NetworkMode::awsvpc, false, Mode::container, 0},
      {NetworkMode::bridge, true, Mode::none, 0},
  };
  for (const NetworkRow& row : rows) {
    definition_.network_mode = row.mode;
    app().disable_networking = row.networking_disabled;
    const ContainerSpec made = spec();
    EXPECT_EQ(made.network.mode, row.then);
    EXPECT_EQ(made.ports.size(), row.published);
    EXPECT_EQ(made.network.container, row.then == Mode::container ? "pause" : "");
  }
}

TEST_F(ContainerSpecTest, HoldsAnAwsvpcTasksAddressWithAPauseContainer) {
  task_.network_interface.emplace().private_ipv4_address = "172.31.0.4";
  app().port_mappings = {mapping(80, 80)};
  const ContainerSpec pause = pause_spec(ingredients(), false);
  EXPECT_EQ(pause.name, "ecs-web-1-internalecspause-0123456789abcdef0123");
  EXPECT_EQ(pause.labels.at("drydock.container"), "~internal~ecs~pause");
  EXPECT_EQ(pause.network.mode, Mode::network);
  EXPECT_EQ(pause.network.network, "drydock-vpc");
  EXPECT_EQ(pause.network.address, "172.31.0.4");
  EXPECT_TRUE(pause.ports.empty());
  const auto published = pause_spec(ingredients(), true).ports;
  ASSERT_EQ(published.size(), 1U);
  EXPECT_EQ(published[0].container_port, 80);
  EXPECT_EQ(published[0].host_port, 0);
}

TEST_F(ContainerSpecTest, KnowsHostsWhereTheContainerHasAHostsFileOfItsOwn) {
  ContainerIngredients from = ingredients();
  from.hosts = {{"drydock.localhost", "172.17.0.1"}};
  EXPECT_EQ(pause_spec(from, false).extra_hosts, from.hosts);
  struct Row {
    model::ecs::NetworkMode mode;
    bool knows;
  };
  for (const Row& row :
       {Row{model::ecs::NetworkMode::bridge, true}, Row{model::ecs::NetworkMode::host, true},
        Row{model::ecs::NetworkMode::awsvpc, false}, Row{model::ecs::NetworkMode::none, false}}) {
    definition_.network_mode = row.mode;
    EXPECT_EQ(!container_spec(from, "app").extra_hosts.empty(), row.knows);
  }
}

TEST(ContainerPorts, AreFixedOrTheEnginesChoiceAndRangesAreTakenApart) {
  auto app = container_definition("app");
  app.port_mappings = {mapping(80, 8080), mapping(53)};
  app.port_mappings->at(1).protocol = model::ecs::TransportProtocol::udp;
  app.port_mappings->emplace_back().container_port_range = "9000-9002";
  const auto bindings = port_bindings(app);
  ASSERT_EQ(bindings.size(), 5U);
  EXPECT_EQ(bindings[0].host_port, 8080);
  EXPECT_EQ(bindings[0].protocol, Transport::tcp);
  EXPECT_EQ(bindings[1].host_port, 0);
  EXPECT_EQ(bindings[1].protocol, Transport::udp);
  EXPECT_EQ(bindings[2].container_port, 9000);
  EXPECT_EQ(bindings[4].container_port, 9002);
}

struct PublishedRow {
  NetworkMode mode;
  std::vector<int> host_ports;
};

TEST(ContainerPorts, BecomeHostPortsByTheNetworkMode) {
  auto app = container_definition("app");
  app.port_mappings = {mapping(80)};
  ContainerState state;
  state.ports = {{.container_port = 80, .protocol = Transport::tcp, .host_port = 32768}};
  const PublishedRow rows[] = {
      {NetworkMode::bridge, {32768}},
      {NetworkMode::host, {80}},
      {NetworkMode::awsvpc, {80}},
      {NetworkMode::none, {}},
  };
  for (const PublishedRow& row : rows) {
    std::vector<int> host_ports;
    for (const auto& port : published_ports(row.mode, app, state)) {
      EXPECT_EQ(port.container_port, 80);
      host_ports.push_back(port.host_port);
    }
    EXPECT_EQ(host_ports, row.host_ports);
  }
}

TEST_F(ContainerSpecTest, GivesWhatTheLinuxParametersSay) {
  auto& given = app().linux_parameters.emplace();
  given.capabilities = {.add = Words{"NET_ADMIN"}, .drop = Words{"NET_RAW"}};
  given.devices.emplace().push_back(
      {.host_path = "/dev/fuse", .container_path = {}, .permissions = {}});
  given.devices->push_back({.host_path = "/dev/a",
                            .container_path = "/dev/b",
                            .permissions = {{model::ecs::DeviceCgroupPermission::read,
                                             model::ecs::DeviceCgroupPermission::mknod}}});
  given.tmpfs.emplace().push_back(
      {.container_path = "/run", .size = 2147483647, .mount_options = Words{"noexec"}});
  given.shared_memory_size = 64;
  app().docker_security_options = Words{"no-new-privileges"};
  definition_.pid_mode = model::ecs::PidMode::host;
  definition_.ipc_mode = model::ecs::IpcMode::none;
  const ContainerSpec made = spec();
  EXPECT_EQ(made.added_capabilities, Words{"NET_ADMIN"});
  EXPECT_EQ(made.dropped_capabilities, Words{"NET_RAW"});
  ASSERT_EQ(made.devices.size(), 2U);
  EXPECT_EQ(made.devices[0].container_path, "/dev/fuse");
  EXPECT_EQ(made.devices[0].permissions, "rwm");
  EXPECT_EQ(made.devices[1].container_path, "/dev/b");
  EXPECT_EQ(made.devices[1].permissions, "rm");
  ASSERT_EQ(made.memory_mounts.size(), 1U);
  EXPECT_EQ(made.memory_mounts[0].target, "/run");
  EXPECT_EQ(made.memory_mounts[0].size_bytes, 2251799812636672);
  EXPECT_EQ(made.memory_mounts[0].options, Words{"noexec"});
  EXPECT_EQ(made.shared_memory_bytes, 64 << 20);
  EXPECT_EQ(made.security_options, Words{"no-new-privileges"});
  EXPECT_EQ(made.pid_mode, "host");
  EXPECT_EQ(made.ipc_mode, "none");
}

TEST_F(ContainerSpecTest, AsksForNoMoreSharesThanThereAre) {
  app().cpu = 2147483647;
  EXPECT_EQ(spec().cpu_shares, 262144);
  app().cpu = -5;
  EXPECT_EQ(spec().cpu_shares, 0);
}

TEST(ContainerMounts, AreOfTheDriverThatIsNamedAndMayBeReadOnlyForOthers) {
  auto app = container_definition("app");
  app.mount_points.emplace(1).front() = {.source_volume = "data", .container_path = "/data"};
  auto side = container_definition("side");
  side.volumes_from.emplace(1).front() = {.source_container = "app", .read_only = true};
  auto definition = task_definition({app, side});
  auto& volume = definition.volumes.emplace(1).front();
  volume.name = "data";
  volume.docker_volume_configuration.emplace().driver = "nfs";
  volume.docker_volume_configuration->driver_opts = Environment{{"addr", "10.0.0.1"}};
  const Task task = pending_task(definition, TimePoint{});
  const VolumeOwner owner{.task = task, .instance = "mine"};
  const auto own = container_mounts(owner, definition, app);
  EXPECT_EQ(own.at(0).driver, "nfs");
  EXPECT_EQ(own.at(0).driver_options, (Environment{{"addr", "10.0.0.1"}}));
  EXPECT_FALSE(own.at(0).read_only);
  EXPECT_TRUE(container_mounts(owner, definition, side).at(0).read_only);
}

TEST(ContainerMounts, ComeFromTheHostFromDockerAndFromTheTask) {
  auto app = container_definition("app");
  for (const char* volume : {"host", "shared", "own", "efs", "unknown"}) {
    auto& point = app.mount_points ? app.mount_points->emplace_back()
                                   : app.mount_points.emplace().emplace_back();
    point.source_volume = volume;
    point.container_path = "/" + std::string(volume);
  }
  app.mount_points->front().read_only = true;
  auto side = container_definition("side");
  side.volumes_from.emplace().emplace_back().source_container = "app";
  auto definition = task_definition({app, side});
  auto& volumes = definition.volumes.emplace(4);
  volumes[0].name = "host";
  volumes[0].host.emplace().source_path = "/srv/data";
  volumes[1].name = "shared";
  auto& shared = volumes[1].docker_volume_configuration.emplace();
  shared.scope = model::ecs::Scope::shared;
  shared.labels = Environment{{"team", "a"}, {"drydock.task", "x"}, {"drydock.instance", "x"}};
  volumes[2].name = "own";
  volumes[2].host.emplace();
  volumes[3].name = "efs";
  volumes[3].efs_volume_configuration.emplace();
  const Task task = pending_task(definition, TimePoint{});
  for (const auto& container : *definition.container_definitions) {
    const auto mounts = container_mounts({.task = task, .instance = "mine"}, definition, container);
    ASSERT_EQ(mounts.size(), 3U);
    EXPECT_EQ(mounts[0].kind, Mount::Kind::bind);
    EXPECT_EQ(mounts[0].source, "/srv/data");
    EXPECT_EQ(mounts[0].target, "/host");
    EXPECT_TRUE(mounts[0].read_only);
    EXPECT_EQ(mounts[1].kind, Mount::Kind::volume);
    EXPECT_EQ(mounts[1].source, "shared");
    EXPECT_EQ(mounts[1].labels, (Environment{{"drydock.instance", "mine"}, {"team", "a"}}))
        << "it outlives the task";
    EXPECT_FALSE(mounts[1].read_only);
    EXPECT_EQ(mounts[2].source, "ecs-" + task.id + "-own");
    EXPECT_EQ(mounts[2].labels,
              (Environment{{"drydock.instance", "mine"}, {"drydock.task", task.id}}));
  }
}

}  // namespace
}  // namespace drydock::ecs::container_spec_test
