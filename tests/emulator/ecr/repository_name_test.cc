#include "emulator/ecr/repository_name.h"

#include <gtest/gtest.h>

#include <string>

namespace drydock::ecr::repository_name_test {
namespace {

TEST(RepositoryName, IsTakenWhereEcrTakesIt) {
  for (const char* name : {"ab", "shop", "team/shop", "a/b", "a.b_c__d-e---f/0", "a1/b2/c3/d4"}) {
    EXPECT_TRUE(is_repository_name(name)) << name;
  }
  EXPECT_TRUE(is_repository_name(std::string(256, 'a')));
}

TEST(RepositoryName, IsRefusedWhereEcrRefusesIt) {
  for (const char* name : {"", "a", "Shop", "shop/", "/shop", "a//b", "a..b", "a___b", "a._b",
                           "-shop", "shop-", "a/-b", "a b", "a:b", "shop@sha256", "../etc"}) {
    EXPECT_FALSE(is_repository_name(name)) << name;
  }
  EXPECT_FALSE(is_repository_name(std::string(257, 'a')));
}

TEST(Tag, IsTakenWhereOciTakesIt) {
  for (const char* tag : {"v1", "latest", "_", "1.2.3-rc_4", "A"}) EXPECT_TRUE(is_tag(tag)) << tag;
  EXPECT_TRUE(is_tag(std::string(128, 'a')));
  for (const char* tag : {"", ".v1", "-v1", "a b", "a:b", "a/b"}) EXPECT_FALSE(is_tag(tag)) << tag;
  EXPECT_FALSE(is_tag(std::string(129, 'a')));
}

}  // namespace
}  // namespace drydock::ecr::repository_name_test
