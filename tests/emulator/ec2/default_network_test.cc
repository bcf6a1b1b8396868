#include "emulator/ec2/default_network.h"

#include <gtest/gtest.h>

namespace drydock::ec2::default_network_test {
namespace {

TEST(DefaultNetwork, TakesAnUnknownSubnetForTheFirst) {
  const DefaultNetwork network = default_network({"123456789012", "eu-west-1"});
  ASSERT_EQ(network.subnets.size(), 3U);
  for (const Subnet& subnet : network.subnets) {
    EXPECT_EQ(subnet_or_first(network, subnet.id).id, subnet.id);
  }
  for (const char* id : {"", "subnet-0123", "vpc"}) {
    EXPECT_EQ(subnet_or_first(network, id).id, network.subnets.front().id) << id;
  }
}

TEST(DefaultNetwork, GivesTheLowestAddressThatNobodyHas) {
  const Subnet subnet = default_network({"123456789012", "eu-west-1"}).subnets[1];
  EXPECT_EQ(free_address(subnet, [](const std::string&) { return false; }), "172.31.16.4");
  EXPECT_EQ(
      free_address(subnet, [](const std::string& address) { return address != "172.31.31.254"; }),
      "172.31.31.254");
  EXPECT_EQ(free_address(subnet, [](const std::string&) { return true; }), std::nullopt);
}

TEST(DefaultNetwork, LooksForTheNextAddressAfterTheLastOne) {
  const Subnet subnet = default_network({"123456789012", "eu-west-1"}).subnets[1];
  EXPECT_EQ(address_count(subnet), 4091U);
  int asked = 0;
  const auto is_free = [&](const std::string&) { return ++asked, false; };
  EXPECT_EQ(free_address(subnet, is_free, "172.31.20.7"), "172.31.20.8");
  EXPECT_EQ(free_address(subnet, is_free, "172.31.31.254"), "172.31.16.4");
  EXPECT_EQ(free_address(subnet, is_free, "172.31.0.9"), "172.31.16.4") << "another subnet's";
  EXPECT_EQ(asked, 3);
  const auto only = [](const std::string& address) { return address != "172.31.16.5"; };
  EXPECT_EQ(free_address(subnet, only, "172.31.16.5"), "172.31.16.5") << "after all others";
}

}  // namespace
}  // namespace drydock::ec2::default_network_test
