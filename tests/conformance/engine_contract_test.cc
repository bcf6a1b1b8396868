#include "tests/conformance/engine_contract.h"
#include "tests/support/volume_names.h"

namespace drydock::testing::engine_contract_test {
namespace {

using namespace std::chrono_literals;
using Kind = EngineError::Kind;
using Mode = NetworkAttachment::Mode;
using Status = ContainerState::Status;

TEST_P(EngineContract, TellsItsName) {
  const auto info = call(engine().info());
  EXPECT_EQ(info->name, GetParam());
  EXPECT_FALSE(info->version.empty());
}

TEST_P(EngineContract, KnowsTheImagesThatItHolds) {
  const std::string reference = under_test().shop_image();
  const std::string id = call(engine().image_id(reference)).value();
  EXPECT_TRUE(id.starts_with("sha256:")) << id;
  EXPECT_EQ(id.size(), 71U);
  EXPECT_EQ(state(created(shop("a"))).image_id, id);
}

TEST_P(EngineContract, MissesAnImageThatItDoesNotHold) {
  ContainerSpec spec = named("a", {});
  spec.image = under_test().prefix() + "/none:v1";
  EXPECT_EQ(call(engine().image_id(spec.image)).error().kind, Kind::image_missing);
  EXPECT_EQ(call(engine().create(spec)).error().kind, Kind::image_missing);
}

TEST_P(EngineContract, CarriesAContainerThroughItsLife) {
  const std::string id = created(shop("a"));
  EXPECT_EQ(state(id).status, Status::created);
  EXPECT_EQ(state(id).name, under_test().prefix() + "-a");
  EXPECT_EQ(state(id).labels.at("drydock.task"), "a");
  EXPECT_TRUE(call(engine().start(id)).has_value());
  EXPECT_EQ(state(id).status, Status::running);
  EXPECT_EQ(state(id).exit_code, std::nullopt);
  EXPECT_TRUE(call(engine().stop(id, 10s)).has_value());
  EXPECT_EQ(state(id).status, Status::exited);
  EXPECT_EQ(state(id).exit_code, 0);
  EXPECT_TRUE(call(engine().remove(id)).has_value());
  EXPECT_EQ(call(engine().inspect(id)).error().kind, Kind::not_found);
}

TEST_P(EngineContract, StartsAndStopsAndRemovesWhatAlreadyIs) {
  const std::string id = running(shop("a"));
  EXPECT_TRUE(call(engine().start(id)).has_value());
  EXPECT_TRUE(call(engine().stop(id, 10s)).has_value());
  EXPECT_TRUE(call(engine().stop(id, 10s)).has_value());
  EXPECT_TRUE(call(engine().remove(id)).has_value());
  EXPECT_TRUE(call(engine().remove(id)).has_value());
}

TEST_P(EngineContract, RestartsAContainerThatEnded) {
  const std::string id = running(shop("a"));
  EXPECT_TRUE(call(engine().stop(id, 10s)).has_value());
  EXPECT_TRUE(call(engine().start(id)).has_value());
  EXPECT_EQ(state(id).status, Status::running);
  EXPECT_EQ(state(id).exit_code, std::nullopt);
}

TEST_P(EngineContract, DoesNotFindWhatIsNotThere) {
  const std::string id(64, 'f');
  EXPECT_EQ(call(engine().inspect(id)).error().kind, Kind::not_found);
  EXPECT_EQ(call(engine().start(id)).error().kind, Kind::not_found);
  EXPECT_EQ(call(engine().stop(id, 1s)).error().kind, Kind::not_found);
  EXPECT_EQ(call(engine().exec(id, {"/program", "--health"}, 5s)).error().kind, Kind::not_found);
  EXPECT_EQ(call(engine().endpoint(id, 8080)).error().kind, Kind::not_found);
  EXPECT_EQ(call(engine().usage(id)).error().kind, Kind::not_found);
}

TEST_P(EngineContract, TellsWhatARunningContainerUses) {
  const std::string id = created(shop("a"));
  EXPECT_EQ(call(engine().usage(id)).error().kind, Kind::conflict);
  ASSERT_TRUE(call(engine().start(id)).has_value());
  const ContainerUsage first = call(engine().usage(id)).value();
  EXPECT_GT(first.memory_bytes, 0);
  const ContainerUsage second = call(engine().usage(id)).value();
  EXPECT_GE(second.cpu_time, first.cpu_time);
}

TEST_P(EngineContract, KillsAfterTheGraceWhatIgnoresSigterm) {
  const std::string id = running(named("a", under_test().deaf()));
  const TimePoint asked = clock_.now();
  EXPECT_TRUE(call(engine().stop(id, 1s)).has_value());
  EXPECT_GE(clock_.now() - asked, 900ms);
  EXPECT_EQ(state(id).exit_code, 137);
}

TEST_P(EngineContract, RemovesARunningContainer) {
  const std::string id = running(named("a", under_test().deaf()));
  EXPECT_TRUE(call(engine().remove(id)).has_value());
  EXPECT_EQ(call(engine().inspect(id)).error().kind, Kind::not_found);
}

TEST_P(EngineContract, TellsTheExitCodeOfACrash) {
  const std::string id = running(named("a", under_test().crashing(42)));
  eventually("the crash", [&] { return state(id).status == Status::exited; });
  EXPECT_EQ(state(id).exit_code, 42);
}

TEST_P(EngineContract, GivesANameOnce) {
  const std::string id = created(shop("a"));
  EXPECT_EQ(call(engine().create(shop("a"))).error().kind, Kind::conflict);
  EXPECT_TRUE(call(engine().remove(id)).has_value());
  EXPECT_TRUE(call(engine().create(shop("a"))).has_value());
}

TEST_P(EngineContract, ListsByLabelWhateverItsState) {
  const std::string a = created(shop("a"));
  const std::string b = running(shop("b"));
  const auto all = call(engine().list("drydock.world", under_test().prefix())).value();
  std::vector<std::string> ids;
  for (const ContainerState& each : all) ids.push_back(each.id);
  std::ranges::sort(ids);
  EXPECT_EQ(ids, (std::vector<std::string>{std::min(a, b), std::max(a, b)}));
  const auto one = call(engine().list("drydock.task", "b")).value();
  ASSERT_FALSE(one.empty());
  EXPECT_TRUE(std::ranges::all_of(
      one, [](const ContainerState& each) { return each.labels.at("drydock.task") == "b"; }));
  EXPECT_TRUE(call(engine().list("drydock.world", "nobody's")).value().empty());
}

TEST_P(EngineContract, ListsWhatRunsAsInspectTellsIt) {
  ContainerSpec spec = shop("a");
  spec.network.mode = Mode::bridge;
  spec.ports = {{8080, Transport::tcp, 0}};
  const std::string id = running(spec);
  const auto listed = call(engine().list("drydock.world", under_test().prefix())).value();
  ASSERT_EQ(listed.size(), 1U);
  const ContainerState& told = listed.front();
  const ContainerState known = state(id);
  EXPECT_EQ(told.id, id);
  EXPECT_EQ(told.name, known.name);
  EXPECT_EQ(told.image_id, known.image_id);
  EXPECT_EQ(told.status, Status::running);
  EXPECT_EQ(told.labels, known.labels);
  EXPECT_EQ(told.address, known.address);
  EXPECT_EQ(told.mac_address, known.mac_address);
  ASSERT_EQ(told.ports.size(), 1U);
  EXPECT_EQ(told.ports[0].container_port, 8080);
  EXPECT_EQ(told.ports[0].host_port, known.ports.at(0).host_port);
}

TEST_P(EngineContract, RunsACommandInARunningContainer) {
  const std::string id = running(shop("a"));
  eventually("health", [&] {
    return call(engine().exec(id, {"/program", "--health"}, 5s)).value().exit_code == 0;
  });
  EXPECT_TRUE(call(engine().stop(id, 10s)).has_value());
  EXPECT_EQ(call(engine().exec(id, {"/program", "--health"}, 5s)).error().kind, Kind::conflict);
}

/// What holds where commands are real processes.
class RealCommands : public EngineContract {};

TEST_P(RealCommands, AreKilledWhereTheyDoNotEnd) {
  const auto endless = under_test().endless_command();
  ASSERT_TRUE(endless);
  const std::string id = running(shop("a"));
  for (int times = 0; times < 2; ++times) {
    EXPECT_EQ(call(engine().exec(id, *endless, 500ms)).error().kind, Kind::timeout);
    const auto beside = call(engine().list("drydock.world", under_test().prefix())).value();
    EXPECT_EQ(beside.size(), 1U) << "what killed it is gone";
    EXPECT_EQ(under_test().processes(id), 1) << "only the shop itself is left";
  }
  EXPECT_EQ(state(id).status, Status::running);
  EXPECT_EQ(call(engine().exec(id, {"/program", "--health"}, 5s)).value().exit_code, 0);
}

TEST_P(EngineContract, MakesTheVolumesOfAContainer) {
  ContainerSpec spec = shop("a");
  spec.mounts = {volume("data")};
  const std::string first = created(spec);
  ContainerSpec other = shop("b");
  other.mounts = {volume("data")};
  const std::string second = created(other);
  const std::string name = volume("data").source;
  const std::string& prefix = under_test().prefix();
  const auto volumes = call(engine().list_volumes("drydock.world", prefix)).value();
  ASSERT_EQ(testing::names_of(volumes), std::vector{name});
  EXPECT_EQ(volumes.front().labels.at("drydock.world"), prefix);
  EXPECT_TRUE(call(engine().list_volumes("drydock.world", "nobody's")).value().empty());
  EXPECT_EQ(call(engine().remove_volume(name)).error().kind, Kind::conflict) << "it is in use";
  EXPECT_TRUE(call(engine().remove(first)).has_value());
  EXPECT_TRUE(call(engine().remove(second)).has_value());
  EXPECT_TRUE(call(engine().remove_volume(name)).has_value());
  EXPECT_TRUE(call(engine().remove_volume(name)).has_value());
  EXPECT_TRUE(call(engine().list_volumes("drydock.world", prefix)).value().empty());
}

TEST_P(EngineContract, MountsNoVolumeOfAnotherDrydock) {
  ContainerSpec theirs = shop("a");
  theirs.mounts = {volume("data")};
  theirs.mounts[0].labels["drydock.instance"] = "another";
  created(theirs);
  ContainerSpec ours = shop("b");
  ours.mounts = {volume("data")};
  const auto refused = call(engine().create(ours));
  EXPECT_EQ(refused.error().kind, Kind::conflict);
  EXPECT_NE(refused.error().message.find(volume("data").source), std::string::npos);
}

TEST_P(EngineContract, RemovesAnImageOfItsOwn) {
  const std::string reference = under_test().prefix() + "/made:v1";
  const std::map<std::string, std::string> labels{{"drydock.world", under_test().prefix()}};
  ASSERT_TRUE(call(engine().make_image(reference, "a program", labels)).has_value());
  EXPECT_TRUE(call(engine().image_id(reference)).has_value());
  EXPECT_TRUE(call(engine().remove_image(reference)).has_value());
  EXPECT_TRUE(call(engine().remove_image(reference)).has_value());
  EXPECT_EQ(call(engine().image_id(reference)).error().kind, Kind::image_missing);
}

TEST_P(EngineContract, SharesANetworkWithOtherDrydocksOnly) {
  NetworkSpec spec = network();
  spec.labels["drydock.instance"] = "one";
  EXPECT_TRUE(call(engine().ensure_network(spec)).has_value());
  spec.labels["drydock.instance"] = "another";
  EXPECT_TRUE(call(engine().ensure_network(spec)).has_value());
  spec.labels["drydock.network"] = "vpc";
  const auto refused = call(engine().ensure_network(spec));
  EXPECT_EQ(refused.error().kind, Kind::conflict);
  EXPECT_NE(refused.error().message.find("drydock did not make"), std::string::npos);
}

TEST_P(EngineContract, MakesANetworkOnce) {
  EXPECT_TRUE(call(engine().ensure_network(network())).has_value());
  EXPECT_TRUE(call(engine().ensure_network(network())).has_value());
  NetworkSpec other = network();
  other.name += "-other";
  other.cidr = "10.213.64.0/18";
  other.gateway = "10.213.64.1";
  const auto overlap = call(engine().ensure_network(other));
  EXPECT_EQ(overlap.error().kind, Kind::conflict);
  EXPECT_NE(overlap.error().message.find(network().name), std::string::npos)
      << "it tells which one is in the way: " << overlap.error().message;
  EXPECT_TRUE(call(engine().remove_network(network().name)).has_value());
  EXPECT_TRUE(call(engine().remove_network(network().name)).has_value());
}

TEST_P(EngineContract, KeepsANetworkThatIsInUse) {
  call(engine().ensure_network(network())).value();
  const std::string id = running(at("10.213.77.9", shop("a")));
  EXPECT_EQ(call(engine().remove_network(network().name)).error().kind, Kind::conflict);
  EXPECT_TRUE(call(engine().remove(id)).has_value());
  EXPECT_TRUE(call(engine().remove_network(network().name)).has_value());
}

TEST_P(EngineContract, StartsNothingInANetworkThatIsGone) {
  call(engine().ensure_network(network())).value();
  const std::string id = created(at("10.213.77.9", shop("a")));
  EXPECT_TRUE(call(engine().remove_network(network().name)).has_value());
  EXPECT_EQ(call(engine().start(id)).error().kind, Kind::not_found);
}

TEST_P(EngineContract, GivesAContainerTheAddressThatIsAsked) {
  call(engine().ensure_network(network())).value();
  const std::string id = running(at("10.213.77.9", shop("a")));
  EXPECT_EQ(state(id).address, "10.213.77.9");
  EXPECT_EQ(state(id).mac_address.size(), 17U);
  EXPECT_EQ(health_at(call(engine().endpoint(id, 8080)).value()), 200);
}

TEST_P(EngineContract, GivesAnAddressOnce) {
  call(engine().ensure_network(network())).value();
  const std::string first = running(at("10.213.77.9", shop("a")));
  const std::string second = created(at("10.213.77.9", shop("b")));
  EXPECT_EQ(call(engine().start(second)).error().kind, Kind::conflict);
  EXPECT_TRUE(call(engine().remove(first)).has_value());
  EXPECT_TRUE(call(engine().start(second)).has_value());
}

TEST_P(EngineContract, LetsAContainerJoinAnothersNetwork) {
  call(engine().ensure_network(network())).value();
  ContainerSpec holder = at("10.213.77.9", shop("holder"));
  holder.environment = {{"PORT", "9090"}};
  ContainerSpec guest = shop("guest");
  guest.network.mode = Mode::container;
  guest.network.container = created(holder);
  const std::string guest_id = created(guest);
  EXPECT_EQ(call(engine().start(guest_id)).error().kind, Kind::conflict) << "nothing to join yet";
  EXPECT_TRUE(call(engine().start(guest.network.container)).has_value());
  EXPECT_TRUE(call(engine().start(guest_id)).has_value());
  EXPECT_EQ(state(guest_id).address, "") << "it has none of its own";
  EXPECT_EQ(health_at(call(engine().endpoint(guest_id, 8080)).value()), 200);
}

TEST_P(EngineContract, PublishesAPortOnAFreePortOfTheHost) {
  ContainerSpec spec = shop("a");
  spec.network.mode = Mode::bridge;
  spec.ports = {{8080, Transport::tcp, 0}};
  const std::string id = running(spec);
  const auto ports = state(id).ports;
  ASSERT_EQ(ports.size(), 1U);
  EXPECT_EQ(ports[0].container_port, 8080);
  EXPECT_EQ(ports[0].protocol, Transport::tcp);
  EXPECT_GT(ports[0].host_port, 1023);
  EXPECT_EQ(health_at({"127.0.0.1", ports[0].host_port}), 200);
  EXPECT_FALSE(is_open({"127.0.0.2", ports[0].host_port})) << "on one address, not on all";
  EXPECT_EQ(health_at(call(engine().endpoint(id, 8080)).value()), 200);
}

TEST_P(EngineContract, GivesAPortOfTheHostOnce) {
  ContainerSpec spec = shop("a");
  spec.network.mode = Mode::bridge;
  spec.ports = {{8080, Transport::tcp, 0}};
  const std::string first = running(spec);
  const int port = state(first).ports.at(0).host_port;
  ContainerSpec rival = shop("b");
  rival.network.mode = Mode::bridge;
  rival.ports = {{8080, Transport::tcp, port}};
  const std::string second = created(rival);
  EXPECT_EQ(call(engine().start(second)).error().kind, Kind::conflict);
  EXPECT_TRUE(call(engine().remove(first)).has_value());
  EXPECT_TRUE(call(engine().start(second)).has_value());
  EXPECT_EQ(state(second).ports.at(0).host_port, port);
}

TEST_P(EngineContract, HasNoEndpointForWhatDoesNotRun) {
  EXPECT_EQ(call(engine().endpoint(created(shop("a")), 8080)).error().kind, Kind::conflict);
}

TEST_P(EngineContract, TellsWhatHappensInOrder) {
  std::vector<EngineEvent> events;
  engine().on_event([&](const EngineEvent& event) {
    const auto world = event.labels.find("drydock.world");
    if (world != event.labels.end() && world->second == under_test().prefix()) {
      events.push_back(event);
    }
  });
  const std::string a = running(shop("a"));
  const std::string b = running(shop("b"));
  EXPECT_TRUE(call(engine().stop(a, 10s)).has_value());
  EXPECT_TRUE(call(engine().remove(b)).has_value());
  eventually("four events", [&] { return events.size() >= 4; });
  std::vector<std::pair<EngineEvent::Kind, std::string>> told;
  for (const EngineEvent& event : events) told.emplace_back(event.kind, event.container_id);
  EXPECT_EQ(told, (std::vector<std::pair<EngineEvent::Kind, std::string>>{
                      {EngineEvent::Kind::started, a},
                      {EngineEvent::Kind::started, b},
                      {EngineEvent::Kind::died, a},
                      {EngineEvent::Kind::died, b},
                  }));
  EXPECT_EQ(events[0].labels, (std::map<std::string, std::string>{
                                  {"drydock.world", under_test().prefix()},
                                  {"drydock.task", "a"},
                              }));
}

INSTANTIATE_TEST_SUITE_P(Engines, EngineContract, ::testing::Values("simulated", "docker"),
                         [](const auto& engine) { return engine.param; });
INSTANTIATE_TEST_SUITE_P(Engines, RealCommands, ::testing::Values("docker"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace drydock::testing::engine_contract_test
