#include "emulator/elb/door.h"

#include <gtest/gtest.h>

namespace drydock::elb::door_test {
namespace {

RoutingTable table_of(const std::vector<std::string>& names) {
  RoutingTable table;
  for (const std::string& name : names) {
    RoutedListener& listener = table.listeners.emplace_back();
    listener.arn = name;
    listener.host = name + "-1.us-east-1.elb.localhost";
  }
  return table;
}

Door door_of(const RoutingTable& table, const std::vector<std::string>& arns) {
  return make_door(table, arns);
}

TEST(Door, OfOneListenerAnswersForEveryHost) {
  const Door door = door_of(table_of({"a", "b"}), {"b"});
  EXPECT_EQ(listener_at(door, "a-1.us-east-1.elb.localhost"), 1U);
  EXPECT_EQ(listener_at(door, ""), 1U);
}

TEST(Door, OfSeveralIsToldApartByTheHost) {
  const Door door = door_of(table_of({"a", "b", "c"}), {"c", "a"});
  struct Row {
    const char* host;
    std::uint32_t listener;
  };
  for (const Row& row : {Row{"a-1.us-east-1.elb.localhost", 0},
                         {"A-1.US-EAST-1.elb.localhost.", 0},
                         {"a-1.us-east-1.elb.localhost:80", 0},
                         {"a-1.us-east-1.elb.localhost.:8080", 0},
                         {"c-1.us-east-1.elb.localhost", 2},
                         // The first one that came answers for the others.
                         {"b-1.us-east-1.elb.localhost", 2},
                         {"localhost", 2},
                         {"127.0.0.1:80", 2},
                         {"[::1]:80", 2},
                         {"", 2}}) {
    EXPECT_EQ(listener_at(door, row.host), row.listener) << row.host;
  }
}

TEST(Door, KnowsTheEndpointsOfItsListeners) {
  RoutingTable table = table_of({"a", "b"});
  table.listeners[1].endpoints = {"sh-1.ecs.us-east-1.localhost"};
  EXPECT_EQ(listener_at(door_of(table, {"a", "b"}), "sh-1.ecs.us-east-1.localhost:80"), 1U);
  EXPECT_EQ(listener_at(door_of(table, {"b"}), "x"), 1U) << "one listener answers for every host";
}

TEST(Door, PassesOverListenersThatAreGone) {
  const Door door = door_of(table_of({"a", "b"}), {"gone", "b", "a"});
  EXPECT_EQ(listener_at(door, "localhost"), 1U);
  EXPECT_EQ(listener_at(door, "gone-1.us-east-1.elb.localhost"), 1U);
}

}  // namespace
}  // namespace drydock::elb::door_test
