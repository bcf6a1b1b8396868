#include "emulator/ecr/registry_host.h"

#include <gtest/gtest.h>

namespace drydock::ecr::registry_host_test {
namespace {

TEST(WorldOfHost, IsReadFromEcrsNames) {
  const World world{"123456789012", "eu-central-1"};
  EXPECT_EQ(world_of_host("123456789012.dkr.ecr.eu-central-1.amazonaws.com"), world);
  EXPECT_EQ(world_of_host("123456789012.dkr.ecr.eu-central-1.localhost:4566"), world);
  for (const char* host : {"localhost:4566", "127.0.0.1", "12345.dkr.ecr.eu-central-1.aws",
                           "123456789012.dkr.ecr.eu-central-1", "123456789012.ecr.eu-central-1.a",
                           "12345678901x.dkr.ecr.eu-central-1.a", "123456789012.dkr.ecr..a", ""}) {
    EXPECT_EQ(world_of_host(host), std::nullopt) << host;
  }
}

TEST(HostOfWorld, IsAsAwsGivesIt) {
  EXPECT_EQ(host_of_world({"123456789012", "eu-central-1"}),
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com");
  EXPECT_EQ(host_of_world({"123456789012", "cn-north-1"}),
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn");
}

}  // namespace
}  // namespace drydock::ecr::registry_host_test
