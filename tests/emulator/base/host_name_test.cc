#include "emulator/base/host_name.h"

#include <gtest/gtest.h>

namespace drydock::host_name_test {
namespace {

TEST(HostName, IsComparedWithoutPortCaseAndTrailingDot) {
  EXPECT_EQ(host_name("LocalHost:4566"), "localhost");
  EXPECT_EQ(host_name("shop.elb.localhost."), "shop.elb.localhost");
  EXPECT_EQ(host_name("shop.elb.localhost.:80"), "shop.elb.localhost");
  EXPECT_EQ(host_name("[::1]:4566"), "::1");
  EXPECT_EQ(host_name("[::1"), "::1");
  EXPECT_EQ(host_name("."), "");
  EXPECT_EQ(host_name(""), "");
}

TEST(HostName, OfAnAddressIsKnownAsOne) {
  for (const std::string_view name : {"127.0.0.1", "::1", "fe80::1%1"}) {
    EXPECT_TRUE(is_address(name)) << name;
  }
  for (const std::string_view name : {"localhost", "1.2.3", "0x7f.1", ""}) {
    EXPECT_FALSE(is_address(name)) << name;
  }
}

TEST(HostName, IsWithinADomainAtADotAlone) {
  EXPECT_TRUE(is_within("a.b.test", "b.test"));
  EXPECT_TRUE(is_within("b.test", "b.test"));
  EXPECT_FALSE(is_within("ab.test", "b.test"));
  EXPECT_FALSE(is_within("test", "b.test"));
}

}  // namespace
}  // namespace drydock::host_name_test
