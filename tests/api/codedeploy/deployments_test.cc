#include <gtest/gtest.h>

#include "emulator/base/sha256.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/codedeploy/deployment_group.h"
#include "tests/api/codedeploy/shop.h"

namespace drydock::codedeploy::api::deployments_test {
namespace {

using model::codedeploy::DeploymentStatus;
using model::codedeploy::ErrorCode;
using model::codedeploy::LifecycleEventStatus;
using testing::json_at;

struct Deployments : ::testing::Test {
  Deployments() {
    shop.call("CreateDeploymentGroup",
              Shop::group({{"autoRollbackConfiguration",
                            R"({"enabled":true,"events":["DEPLOYMENT_STOP_ON_REQUEST"]})"}}));
  }
  std::string deploy(const std::string& more = "") {
    return shop.shown("CreateDeployment", Shop::deployment(more), "deploymentId");
  }
  void change(const std::string& id, const std::function<void(Deployment&)>& mutate) {
    shop.store().change<Deployment>(testing::Calls::world(), id, mutate);
  }
  void end(const std::string& id, DeploymentStatus status) {
    change(id, [&](Deployment& changed) { changed.status = status; });
  }
  const Deployment& kept(const std::string& id) {
    return *shop.store().find<Deployment>(testing::Calls::world(), id);
  }
  static std::string of(const std::string& id, const std::string& more = "") {
    return R"({"deploymentId":")" + id + "\"" + more + "}";
  }
  static std::string revision(const std::string& text) {
    return Shop::named(R"(,"revision":)" + text);
  }

  Shop shop;
};

TEST_F(Deployments, AreMadeAsIntentAndShown) {
  const std::string id = deploy(R"(,"description":"the second")");
  EXPECT_EQ(id.size(), 11U);
  EXPECT_TRUE(id.starts_with("d-"));
  const auto shown = shop.call("GetDeployment", of(id));
  const std::string info = "deploymentInfo/";
  for (const auto& [path, value] : {std::pair("status", "Created"),
                                    {"applicationName", "shop"},
                                    {"deploymentGroupName", "live"},
                                    {"creator", "user"},
                                    {"description", "the second"},
                                    {"deploymentConfigName", "CodeDeployDefault.ECSAllAtOnce"},
                                    {"revision/revisionType", "AppSpecContent"},
                                    {"revision/appSpecContent/content", "absent"},
                                    {"computePlatform", "ECS"},
                                    {"deploymentOverview/Pending", "1"},
                                    {"deploymentOverview/Failed", "0"},
                                    {"errorInformation", "absent"},
                                    {"rollbackInfo", "absent"},
                                    {"instanceTerminationWaitTimeStarted", "false"}}) {
    EXPECT_EQ(json_at(shown, info + path), value) << path;
  }
  EXPECT_EQ(json_at(shown, info + "revision/appSpecContent/sha256"),
            sha256_hex(*kept(id).revision.app_spec_content->content));
  EXPECT_EQ(shop.shown("GetDeploymentGroup", Shop::named(),
                       "deploymentGroupInfo/lastAttemptedDeployment/deploymentId"),
            id);
}

TEST_F(Deployments, AreOneAtATimeInAGroup) {
  const std::string first = deploy();
  EXPECT_EQ(shop.refused("CreateDeployment", Shop::deployment()),
            "DeploymentLimitExceededException: The Deployment Group 'live' already has an active "
            "Deployment '" +
                first + "'");
  end(first, DeploymentStatus::failed);
  EXPECT_EQ(shop.refused("CreateDeployment", Shop::deployment()), "none");
}

TEST_F(Deployments, AreRefusedWhereTheRevisionIsElsewhere) {
  struct Row {
    std::string body, why;
  };
  for (const Row& row :
       {Row{Shop::named(), "RevisionRequiredException: RevisionLocation must be specified"},
        Row{revision("{}"), "InvalidRevisionException: The revision has no revisionType."},
        Row{revision(R"({"revisionType":"S3","s3Location":{"bucket":"b"}})"),
            "InvalidRevisionException: drydock has no revisions in S3: give the AppSpec itself, "
            "with the revisionType AppSpecContent."},
        Row{revision(R"({"revisionType":"AppSpecContent"})"),
            "InvalidRevisionException: The revision has no content."},
        Row{revision(R"({"revisionType":"String","string":{"content":"a","sha256":"00"}})"),
            "InvalidRevisionException: The sha256 of the revision is not that of its content."},
        Row{Shop::deployment(R"(,"deploymentConfigName":"No")"),
            "DeploymentConfigDoesNotExistException: No Deployment Configuration found for name: "
            "No"},
        Row{Shop::deployment(R"(,"deploymentMode":"RESTART")"),
            "InvalidInputException: The deployment mode RESTART is of EC2 instances alone."},
        Row{Shop::deployment(R"(,"fileExistsBehavior":"OVERWRITE")"),
            "InvalidFileExistsBehaviorException: For ECS deployments, DISALLOW is expected."},
        Row{R"({"applicationName":"shop"})",
            "DeploymentGroupNameRequiredException: Deployment Group name is missing"},
        Row{R"({"applicationName":"no"})",
            "ApplicationDoesNotExistException: No application found for name: no"}}) {
    EXPECT_EQ(shop.refused("CreateDeployment", row.body), row.why);
  }
}

TEST_F(Deployments, AreRefusedWhereNobodyKnowsTheFunctionOfAHook) {
  const auto hooked = [](const std::string& function) {
    return revision(R"({"revisionType":"AppSpecContent","appSpecContent":{"content":)"
                    R"("{version: 0.0, Resources: [{Web: {Type: AWS::ECS::Service, )"
                    R"(Properties: {TaskDefinition: 'shop:2', LoadBalancerInfo: )"
                    R"({ContainerName: app, ContainerPort: 80}}}}], )"
                    R"(Hooks: [{AfterInstall: ')" +
                    function + R"('}]}"}})");
  };
  EXPECT_EQ(shop.refused("CreateDeployment", hooked("smoke")),
            "InvalidRevisionException: drydock has no Lambda. Start it with --lambda smoke=URL to "
            "say where the function is that the hook AfterInstall of the AppSpec calls.");
  shop.functions().add("smoke");
  const std::string arn = "arn:aws:lambda:eu-west-1:111122223333:function:smoke";
  const std::string id = shop.shown("CreateDeployment", hooked(arn), "deploymentId");
  ASSERT_TRUE(kept(id).events[2].hook);
  EXPECT_EQ(kept(id).events[2].hook->function, arn);
  EXPECT_FALSE(kept(id).events[0].hook);
}

// On AWS what is wrong with an AppSpec fails the deployment.
TEST_F(Deployments, AreMadeOfAnAppSpecThatIsNone) {
  EXPECT_EQ(shop.refused("CreateDeployment",
                         revision(R"({"revisionType":"String","string":{"content":"a"}})")),
            "none");
}

TEST_F(Deployments, AreListedTheNewestFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(deploy());
    end(ids.back(), i == 1 ? DeploymentStatus::succeeded : DeploymentStatus::stopped);
    change(ids.back(), [&](Deployment& changed) { changed.created_at += seconds(i); });
  }
  const auto list = shop.call("ListDeployments", Shop::named());
  EXPECT_EQ(json_at(list, "deployments"), "[3]");
  EXPECT_EQ(json_at(list, "deployments/0"), ids[2]);
  EXPECT_EQ(json_at(list, "deployments/2"), ids[0]);
  EXPECT_EQ(
      shop.shown("ListDeployments", R"({"includeOnlyStatuses":["Succeeded"]})", "deployments/0"),
      ids[1]);
  EXPECT_EQ(
      shop.shown("ListDeployments", R"({"createTimeRange":{"start":1700000002}})", "deployments"),
      "[1]");
  EXPECT_EQ(shop.refused("ListDeployments", R"({"createTimeRange":{"start":2,"end":1}})"),
            "InvalidTimeRangeException: The start of the time range is after its end.");
  EXPECT_EQ(shop.refused("ListDeployments", R"({"applicationName":"shop"})"),
            "DeploymentGroupNameRequiredException: If applicationName is specified, then "
            "deploymentGroupName must be specified.");
  EXPECT_EQ(
      shop.shown("BatchGetDeployments", R"({"deploymentIds":["d-000000000",")" + ids[0] + R"("]})",
                 "deploymentsInfo"),
      "[1]");
}

TEST_F(Deployments, AreKeptUpToANumber) {
  std::string successful;
  for (std::size_t i = 0; i < deployments_kept_max + 2; ++i) {
    const std::string id = deploy();
    end(id, DeploymentStatus::stopped);
    change(id, [&](Deployment& changed) { changed.created_at += seconds(i); });
    if (!successful.empty()) continue;
    successful = id;
    for (const auto& [key, group] :
         shop.store().table<DeploymentGroup>(testing::Calls::world()).rows()) {
      shop.store().change<DeploymentGroup>(
          testing::Calls::world(), key,
          [&](DeploymentGroup& changed) { changed.last_successful = successful; });
    }
  }
  EXPECT_EQ(shop.store().table<Deployment>(testing::Calls::world()).size(), deployments_kept_max);
  EXPECT_EQ(shop.refused("GetDeployment", of(successful)), "none") << "what runs stays";
}

TEST_F(Deployments, AreStoppedByTheirNextStep) {
  const std::string id = deploy();
  const auto stopped = shop.call("StopDeployment", of(id));
  EXPECT_EQ(json_at(stopped, "status"), "Pending");
  EXPECT_TRUE(kept(id).requests.stop);
  EXPECT_TRUE(kept(id).requests.roll_back) << "by the group's rule";
  shop.call("StopDeployment", of(id, R"(,"autoRollbackEnabled":false)"));
  EXPECT_FALSE(kept(id).requests.roll_back);
  end(id, DeploymentStatus::stopped);
  EXPECT_EQ(shop.refused("StopDeployment", of(id)),
            "DeploymentAlreadyCompletedException: The deployment " + id + " is already complete.");
  EXPECT_EQ(shop.refused("StopDeployment", of("d-1")),
            "InvalidDeploymentIdException: Specified DeploymentId is not in the valid format: d-1");
  EXPECT_EQ(shop.refused("GetDeployment", of("d-ABCDEFGHI")),
            "DeploymentDoesNotExistException: The deployment d-ABCDEFGHI could not be found");
}

TEST_F(Deployments, GoOnWhereTheyWait) {
  const std::string id = deploy();
  const std::string not_ready =
      "DeploymentIsNotInReadyStateException: The deployment does not have a status of Ready and "
      "can't continue yet.";
  const std::string termination = R"(,"deploymentWaitType":"TERMINATION_WAIT")";
  EXPECT_EQ(shop.refused("ContinueDeployment", of(id)), not_ready);
  EXPECT_EQ(shop.refused("ContinueDeployment", of(id, termination)), not_ready);
  end(id, DeploymentStatus::ready);
  EXPECT_EQ(shop.refused("ContinueDeployment", of(id)), "none");
  EXPECT_TRUE(kept(id).requests.continue_ready);
  change(id, [](Deployment& changed) {
    changed.status = DeploymentStatus::in_progress;
    changed.started_at = testing::Calls::now();
    for (EventRun& run : changed.events) run.status = LifecycleEventStatus::succeeded;
  });
  EXPECT_EQ(
      shop.shown("GetDeployment", of(id), "deploymentInfo/instanceTerminationWaitTimeStarted"),
      "true");
  EXPECT_EQ(shop.refused("ContinueDeployment", of(id, termination)), "none");
  EXPECT_TRUE(kept(id).requests.continue_termination);
}

TEST_F(Deployments, HaveOneTargetWithItsEvents) {
  const std::string id = deploy();
  EXPECT_EQ(shop.refused("ListDeploymentTargets", of(id)),
            "DeploymentNotStartedException: The deployment " + id + " has not started.");
  change(id, [](Deployment& changed) {
    changed.status = DeploymentStatus::failed;
    changed.fault = Fault{ErrorCode::timeout, "too late"};
    changed.events[0].status = LifecycleEventStatus::succeeded;
    changed.events[0].started_at = changed.events[0].ended_at = testing::Calls::now();
    changed.events[1].status = LifecycleEventStatus::failed;
    changed.events[1].message = "too late";
  });
  EXPECT_EQ(shop.shown("ListDeploymentTargets", of(id), "targetIds/0"), "harbour:web");
  EXPECT_EQ(shop.shown("ListDeploymentTargets",
                       of(id, R"(,"targetFilters":{"TargetStatus":["Succeeded"]})"), "targetIds"),
            "[0]");
  const auto shown = shop.call("GetDeploymentTarget", of(id, R"(,"targetId":"harbour:web")"));
  const std::string target = "deploymentTarget/ecsTarget/";
  for (const auto& [path, value] :
       {std::pair("targetArn", "arn:aws:ecs:eu-west-1:111122223333:service/harbour/web"),
        {"status", "Failed"},
        {"lifecycleEvents", "[8]"},
        {"lifecycleEvents/0/lifecycleEventName", "BeforeInstall"},
        {"lifecycleEvents/0/status", "Succeeded"},
        {"lifecycleEvents/1/diagnostics/message", "too late"},
        {"lifecycleEvents/3/lifecycleEventName", "AllowTestTraffic"},
        {"taskSetsInfo", "[0]"}}) {
    EXPECT_EQ(json_at(shown, target + path), value) << path;
  }
  EXPECT_EQ(json_at(shown, "deploymentTarget/deploymentTargetType"), "ECSTarget");
  EXPECT_EQ(shop.shown("GetDeployment", of(id), "deploymentInfo/errorInformation/code"), "TIMEOUT");
  EXPECT_EQ(
      shop.refused("BatchGetDeploymentTargets", of(id, R"(,"targetIds":["harbour:no"])")),
      "DeploymentTargetDoesNotExistException: The deployment " + id + " has no target harbour:no.");
}

TEST_F(Deployments, AreToldWhatAFunctionHasFound) {
  const std::string id = deploy();
  change(id, [](Deployment& changed) {
    changed.status = DeploymentStatus::in_progress;
    changed.events[0].status = LifecycleEventStatus::in_progress;
    changed.events[0].hook = Hook{.function = "smoke", .execution_id = "x"};
  });
  const auto put = [&](const std::string& execution, const std::string& status) {
    return shop.refused("PutLifecycleEventHookExecutionStatus",
                        of(id, R"(,"lifecycleEventHookExecutionId":")" + execution +
                                   R"(","status":")" + status + "\""));
  };
  EXPECT_EQ(put("y", "Succeeded"),
            "InvalidLifecycleEventHookExecutionIdException: The deployment runs no hook with this "
            "execution ID: y");
  EXPECT_EQ(put("x", "Skipped"),
            "InvalidLifecycleEventHookExecutionStatusException: The result of a Lambda validation "
            "function should be Succeeded or Failed.");
  EXPECT_EQ(put("x", "Failed"), "none");
  EXPECT_EQ(kept(id).events[0].hook->verdict, LifecycleEventStatus::failed);
  EXPECT_EQ(put("x", "Succeeded"),
            "LifecycleEventAlreadyCompletedException: The lifecycle event of this hook is already "
            "completed.");
}

}  // namespace
}  // namespace drydock::codedeploy::api::deployments_test
