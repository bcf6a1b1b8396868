#include <gtest/gtest.h>

#include <set>

#include "emulator/codedeploy/application.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/codedeploy/deployment_config.h"
#include "emulator/codedeploy/deployment_group.h"
#include "tests/api/codedeploy/shop.h"

/// CodeDeploy's lists take no page size: each gives 100 at once.
namespace drydock::codedeploy::api::lists_test {
namespace {

using testing::Calls;
using testing::json_at;

struct List {
  std::string operation, members, items;
};

const std::vector<List> lists = {
    {"ListApplications", "", "applications/"},
    {"ListDeploymentConfigs", "", "deploymentConfigsList/"},
    {"ListDeploymentGroups", R"("applicationName":"shop")", "deploymentGroups/"},
    {"ListDeployments", "", "deployments/"}};

struct Lists : ::testing::Test {
  /// 250 of each kind.
  Lists() {
    const std::string application = shop.store().find<Application>(Calls::world(), "shop")->id;
    for (int i = 1; i <= 250; ++i) {
      const std::string name = "a" + std::to_string(i);
      shop.store().put(Calls::world(), Application{.name = name});
      shop.store().put(Calls::world(), DeploymentConfig{.name = name});
      shop.store().put(Calls::world(),
                       DeploymentGroup{.name = name, .application_id = application});
      shop.store().put(Calls::world(), Deployment{.id = name});
    }
  }

  aws::Response page(const List& list, const std::string& token) {
    std::string body = list.members;
    if (!token.empty()) {
      body += std::string(body.empty() ? "" : ",") + R"("nextToken":")" + token + "\"";
    }
    return shop.call(list.operation, "{" + body + "}");
  }

  Shop shop;
};

TEST_F(Lists, GiveEachItemOnce) {
  for (const List& list : lists) {
    std::set<std::string> seen;
    std::string token;
    int pages = 0;
    do {
      const auto response = page(list, token);
      for (int i = 0; i < 101; ++i) {
        const std::string item = json_at(response, list.items + std::to_string(i));
        if (item == "absent") break;
        EXPECT_LT(i, 100) << list.operation;
        EXPECT_TRUE(seen.insert(item).second) << list.operation << " " << item;
      }
      token = json_at(response, "nextToken");
    } while (++pages < 4 && token != "absent");
    EXPECT_EQ(pages, 3) << list.operation;
    EXPECT_GE(seen.size(), 250U) << list.operation;
  }
}

TEST_F(Lists, RefuseATokenOfAnother) {
  for (const List& list : lists) {
    const std::string token = json_at(page(list, ""), "nextToken");
    for (const List& other : lists) {
      EXPECT_EQ(testing::refusal(page(other, token)),
                other.operation == list.operation ? "none"
                                                  : "InvalidNextTokenException: Invalid nextToken.")
          << other.operation;
    }
  }
}

}  // namespace
}  // namespace drydock::codedeploy::api::lists_test
