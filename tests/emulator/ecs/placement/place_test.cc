#include "emulator/ecs/placement/place.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace drydock::ecs::place_test {
namespace {

using model::ecs::PlacementStrategy;
using model::ecs::PlacementStrategyType;
using Ids = std::vector<std::string>;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

PlacementInstance instance(std::string id, std::string zone = "za") {
  PlacementInstance made;
  made.id = std::move(id);
  made.queried.attributes = {{"ecs.availability-zone", std::move(zone)},
                             {"ecs.cpu-architecture", "x86_64"},
                             {"ecs.capability.task-eni", ""}};
  made.remaining = {.cpu_units = 1024, .memory_mib = 2048};
  return made;
}

PlacementStrategy by(PlacementStrategyType type, std::optional<std::string> field = {}) {
  PlacementStrategy strategy;
  strategy.type = type;
  strategy.field = std::move(field);
  return strategy;
}

PlacementRequest request(int count, std::vector<PlacementStrategy> strategies = {}) {
  PlacementRequest made;
  made.count = count;
  made.needs = {.cpu_units = 256, .memory_mib = 512};
  made.strategies = std::move(strategies);
  made.group = "service:web";
  return made;
}

std::uint64_t no_chance() {
  ADD_FAILURE() << "chance is asked";
  return 0;
}

Ids places(const PlacementRequest& wanted, std::vector<PlacementInstance> instances) {
  return place(wanted, std::move(instances), no_chance).instance_ids;
}

/// Why one task has no place on this one instance; "none" where it has.
std::string fault(const PlacementRequest& wanted, const PlacementInstance& on) {
  const auto result = place(wanted, {on}, no_chance);
  const std::string text =
      result.rejections.empty() ? "none" : std::string(to_text(result.rejections.front().fault));
  const auto same = fault_of(wanted, on);
  EXPECT_EQ(same ? std::string(to_text(*same)) : "none", text);
  return text;
}

TEST(Place, TakesTheFirstIdWhereNothingElseDecides) {
  EXPECT_EQ(places(request(5), {instance("b"), instance("a")}), (Ids{"a", "a", "a", "a", "b"}));
}

TEST(Place, KnowsOfTheTasksThatOtherSetsOfTheServiceHaveJustGot) {
  PlacementRequest wanted = request(2);
  wanted.distinct_instance = true;
  std::vector<PlacementInstance> instances{instance("a"), instance("b")};
  put_on(instances, "a", wanted.needs, wanted.group);
  EXPECT_EQ(places(wanted, instances), Ids{"b"});
  wanted.group = "service:another";
  EXPECT_EQ(places(wanted, instances), (Ids{"a", "b"}));
  EXPECT_EQ(instances[0].remaining.memory_mib, 1536);
  EXPECT_EQ(instances[1].remaining.memory_mib, 2048);
}

TEST(Place, TellsOfEveryInstanceWhyTheRestHasNoPlace) {
  auto lost = instance("c");
  lost.queried.agent_connected = false;
  const auto result = place(request(9), {instance("b"), lost, instance("a")}, no_chance);
  EXPECT_EQ(result.instance_ids.size(), 8U);
  EXPECT_EQ(result.rejections, (std::vector<PlacementRejection>{{"a", PlacementFault::cpu},
                                                                {"b", PlacementFault::cpu},
                                                                {"c", PlacementFault::agent}}));
  EXPECT_EQ(closest(result)->instance_id, "a");
  EXPECT_EQ(placement_reason(result),
            " The closest matching (container-instance a) has insufficient CPU units available.");
}

TEST(Place, HasAReasonWhereThereIsNoInstance) {
  const auto result = place(request(1), {}, no_chance);
  EXPECT_TRUE(result.instance_ids.empty());
  EXPECT_EQ(closest(result), nullptr);
  EXPECT_EQ(placement_reason(result),
            " Reason: No Container Instances were found in your cluster.");
}

TEST(Place, NeedsResources) {
  auto on = instance("a");
  auto wanted = request(1);
  EXPECT_EQ(fault(wanted, on), "none");
  wanted.needs = {.cpu_units = 1024, .memory_mib = 2048};
  EXPECT_EQ(fault(wanted, on), "none");
  wanted.needs.cpu_units = 1025;
  EXPECT_EQ(fault(wanted, on), "RESOURCE:CPU");
  wanted.needs.cpu_units = 0;
  wanted.needs.memory_mib = 2049;
  EXPECT_EQ(fault(wanted, on), "RESOURCE:MEMORY");
  wanted.needs = {.gpus = 1};
  EXPECT_EQ(fault(wanted, on), "RESOURCE:GPU");
  on.remaining = {.cpu_units = -5, .memory_mib = -5, .gpus = -5};
  wanted.needs = {};
  EXPECT_EQ(fault(wanted, on), "RESOURCE:CPU");
}

TEST(Place, CountsWithoutOverflow) {
  auto on = instance("a");
  on.remaining = {.cpu_units = most, .memory_mib = most, .gpus = most};
  auto wanted = request(3);
  wanted.needs = {.cpu_units = most, .memory_mib = most, .gpus = most};
  EXPECT_EQ(places(wanted, {on}), (Ids{"a"}));
}

TEST(Place, GivesAPortOnceOnTheWholeMachine) {
  auto wanted = request(2);
  wanted.needs.ports = {{8080, Transport::tcp}};
  const auto result = place(wanted, {instance("a"), instance("b")}, no_chance);
  EXPECT_EQ(result.instance_ids, (Ids{"a"}));
  EXPECT_EQ(result.rejections, (std::vector<PlacementRejection>{{"a", PlacementFault::ports},
                                                                {"b", PlacementFault::ports}}));
  EXPECT_EQ(placement_reason(result),
            " The closest matching (container-instance a) is already using a port required by your "
            "task.");
}

TEST(Place, TellsPortsApartByProtocol) {
  auto on = instance("a");
  on.remaining.ports = {{53, Transport::tcp}};
  auto wanted = request(1);
  wanted.needs.ports = {{53, Transport::udp}};
  EXPECT_EQ(fault(wanted, on), "none");
  wanted.needs.ports = {{53, Transport::udp}, {53, Transport::tcp}};
  EXPECT_EQ(fault(wanted, on), "RESOURCE:PORTS");
  wanted.needs.ports = {{80, Transport::tcp}, {80, Transport::tcp}};
  EXPECT_EQ(fault(wanted, on), "RESOURCE:PORTS");
}

TEST(Place, LetsAManagedDaemonComeFirst) {
  auto on = instance("a");
  on.awaits_daemon = true;
  EXPECT_EQ(fault(request(1), on), "DAEMON");
  EXPECT_EQ(placement_reason(place(request(1), {on}, no_chance)),
            " The closest matching (container-instance a) is waiting for the task of a managed "
            "daemon.");
  on.remaining.cpu_units = 0;
  EXPECT_EQ(fault(request(1), on), "RESOURCE:CPU");
}

TEST(Place, GivesAnInstanceAHundredPortsAtMost) {
  auto on = instance("a");
  auto wanted = request(1);
  for (int port = 1; port <= 60; ++port) {
    on.remaining.ports.push_back({port, Transport::tcp});
    wanted.needs.ports.push_back({1000 + port, Transport::tcp});
  }
  EXPECT_EQ(fault(wanted, on), "RESOURCE:PORTS");
  wanted.needs.ports.resize(40);
  EXPECT_EQ(fault(wanted, on), "none");
}

TEST(Place, NeedsAttributes) {
  auto wanted = request(1);
  wanted.attributes = {{"ecs.capability.task-eni", ""}, {"ecs.cpu-architecture", "x86_64"}};
  EXPECT_EQ(fault(wanted, instance("a")), "none");
  wanted.attributes["ecs.cpu-architecture"] = "arm64";
  EXPECT_EQ(fault(wanted, instance("a")), "ATTRIBUTE");
  wanted.attributes = {{"ecs.capability.gpu", ""}};
  EXPECT_EQ(fault(wanted, instance("a")), "ATTRIBUTE");
}

TEST(Place, StaysInTheZonesOfTheSubnets) {
  auto wanted = request(2);
  wanted.zones = {"zb", "zc"};
  EXPECT_EQ(fault(wanted, instance("a", "za")), "LOCATION");
  EXPECT_EQ(places(wanted, {instance("a", "za"), instance("b", "zb")}), (Ids{"b", "b"}));
}

TEST(Place, HeedsExpressions) {
  auto wanted = request(1);
  wanted.member_of = {*ClusterQuery::parse("attribute:ecs.availability-zone == zb"),
                      *ClusterQuery::parse("not(task:group == database)")};
  EXPECT_EQ(fault(wanted, instance("a", "za")), "MemberOf placement constraint unsatisfied.");
  EXPECT_EQ(fault(wanted, instance("b", "zb")), "none");
  auto busy = instance("b", "zb");
  busy.queried.groups["database"] = 1;
  EXPECT_EQ(fault(wanted, busy), "MemberOf placement constraint unsatisfied.");
}

TEST(Place, AsksExpressionsAnewOfAnInstanceThatHasTakenATask) {
  auto wanted = request(3);
  wanted.member_of = {*ClusterQuery::parse("runningTasksCount < 1")};
  EXPECT_EQ(places(wanted, {instance("a"), instance("b")}), (Ids{"a", "b"}));
}

TEST(Place, PutsATaskOfAGroupOnEachInstanceAtMost) {
  auto wanted = request(4);
  wanted.distinct_instance = true;
  auto busy = instance("a");
  busy.queried.groups["service:web"] = 1;
  auto other = instance("b");
  other.queried.groups["service:db"] = 1;
  const auto result = place(wanted, {busy, other, instance("c")}, no_chance);
  EXPECT_EQ(result.instance_ids, (Ids{"b", "c"}));
  EXPECT_EQ(to_text(closest(result)->fault), "DistinctInstance placement constraint unsatisfied.");
}

TEST(Place, SpreadsOverZonesThenInstances) {
  const auto wanted =
      request(5, {by(PlacementStrategyType::spread, "attribute:ecs.availability-zone"),
                  by(PlacementStrategyType::spread, "instanceId")});
  EXPECT_EQ(places(wanted, {instance("a", "za"), instance("b", "za"), instance("c", "zb")}),
            (Ids{"a", "c", "b", "c", "a"}));
}

TEST(Place, CountsOnlyOwnTasksWhenItSpreads) {
  const auto wanted = request(2, {by(PlacementStrategyType::spread, "host")});
  auto full_of_others = instance("a");
  full_of_others.queried.running_tasks = 7;
  full_of_others.queried.groups["service:db"] = 7;
  auto own = instance("b");
  own.own_tasks = 1;
  EXPECT_EQ(places(wanted, {full_of_others, own}), (Ids{"a", "a"}));
}

TEST(Place, CountsWhatRunsWhereNoneMayStart) {
  // The tasks on "a" count for its zone, though "a" takes no more.
  const auto wanted =
      request(1, {by(PlacementStrategyType::spread, "attribute:ecs.availability-zone")});
  auto full = instance("a", "za");
  full.own_tasks = 2;
  full.remaining.cpu_units = 0;
  auto fuller = instance("c", "zb");
  fuller.own_tasks = 1;
  EXPECT_EQ(places(wanted, {full, instance("b", "za"), fuller}), (Ids{"c"}));
}

TEST(Place, PacksByWhatIsLeft) {
  auto small = instance("b");
  small.remaining = {.cpu_units = 600, .memory_mib = 4096};
  EXPECT_EQ(places(request(4, {by(PlacementStrategyType::binpack, "CPU")}), {instance("a"), small}),
            (Ids{"b", "b", "a", "a"}));
  EXPECT_EQ(
      places(request(2, {by(PlacementStrategyType::binpack, "memory")}), {instance("a"), small}),
      (Ids{"a", "a"}));
}

TEST(Place, TakesStrategiesInTheirOrder) {
  auto small = instance("b", "zb");
  small.remaining.memory_mib = 600;
  const auto wanted =
      request(2, {by(PlacementStrategyType::spread, "attribute:ecs.availability-zone"),
                  by(PlacementStrategyType::binpack, "memory")});
  EXPECT_EQ(places(wanted, {instance("a", "za"), small, instance("c", "zb")}), (Ids{"b", "a"}));
}

TEST(Place, LeavesToChanceOnlyWhatIsRandom) {
  std::uint64_t next = 0;
  const Chance chance = [&next] { return next++; };
  const auto wanted = request(4, {by(PlacementStrategyType::random)});
  EXPECT_EQ(place(wanted, {instance("a"), instance("b"), instance("c")}, chance).instance_ids,
            (Ids{"a", "b", "c", "a"}));
}

}  // namespace
}  // namespace drydock::ecs::place_test
