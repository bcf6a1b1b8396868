#include "drydock/addresses.h"

#include <gtest/gtest.h>

namespace drydock::addresses_test {
namespace {

TEST(MoreAddresses, AreTheOtherLoopbackAndTheContainersWayIn) {
  using Addresses = std::vector<std::string>;
  EXPECT_EQ(more_addresses("127.0.0.1", "172.17.0.1"), (Addresses{"::1", "172.17.0.1"}));
  EXPECT_EQ(more_addresses("127.0.0.1", "host-gateway"), Addresses{"::1"});
  EXPECT_EQ(more_addresses("127.0.0.1", ""), Addresses{"::1"});
  EXPECT_EQ(more_addresses("192.0.2.1", "172.17.0.1"), Addresses{"172.17.0.1"});
  EXPECT_EQ(more_addresses("172.17.0.1", "172.17.0.1"), Addresses());
  EXPECT_EQ(more_addresses("0.0.0.0", "172.17.0.1"), Addresses());
  EXPECT_EQ(more_addresses("::", "172.17.0.1"), Addresses());
}

}  // namespace
}  // namespace drydock::addresses_test
