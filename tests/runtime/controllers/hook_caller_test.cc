#include "runtime/controllers/hook_caller.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "async/sleep.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/json/document.h"
#include "emulator/records.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"
#include "tests/support/fake_functions.h"

namespace drydock::hook_caller_test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using HookStatus = model::ecs::DeploymentLifecycleHookStatus;
using Kind = FunctionError::Kind;
using Times = std::vector<TimePoint>;

const World world{"000000000000", "us-east-1"};

/// The deployment "shop/web/d", whose hooks call functions.
class HookCallerTest : public ::testing::Test {
 protected:
  HookCallerTest() {
    functions_.answer = [this](const testing::FakeFunctions::Call&) {
      called_at_.push_back(clock_.now());
      return answer_;
    };
    ecs::Service service{.name = "web", .cluster = "shop"};
    service.deployment = deployment_.id = "d";
    store_.put(world, service);
    deployment_.service = "shop/web";
    deployment_.traffic.emplace();
    caller_.start();
  }
  ~HookCallerTest() override { stop(caller_); }

  void stop(HookCaller& caller) { testing::await(context_, testing::done(caller.stop())); }

  /// One more hook, whose function is "gate".
  ecs::HookRun& hook(const std::string& id) {
    auto& configured = deployment_.configuration.lifecycle_hooks;
    auto& hooks = configured ? *configured : configured.emplace();
    hooks.emplace_back().hook_target_arn = "arn:aws:lambda:us-east-1:000000000000:function:gate";
    ecs::HookRun& run = deployment_.traffic->hooks.emplace_back();
    run.id = id;
    run.hook = static_cast<int>(hooks.size()) - 1;
    run.stage = ecs::LifecycleStage::pre_scale_up;
    run.call_at = clock_.now();
    run.execution_id = "execution of " + id;
    return run;
  }
  void put() {
    store_.put(world, deployment_);
    clock_.settle();
  }
  void erase() {
    store_.erase<ecs::ServiceDeployment>(world, "shop/web/d");
    clock_.settle();
  }
  asio::awaitable<void> commit() {
    if (commit_ > 0ms) co_await sleep_for(clock_, commit_);
  }
  [[nodiscard]] const ecs::HookRun& kept(std::size_t at = 0) const {
    return store_.find<ecs::ServiceDeployment>(world, "shop/web/d")->traffic->hooks.at(at);
  }

  asio::io_context context_;
  VirtualClock clock_{context_};
  Store store_{all_record_kinds()};
  testing::FakeFunctions functions_{{"gate"}};
  testing::FakeFunctions::Answer answer_{R"({"hookStatus":"SUCCEEDED"})"};
  Times called_at_;
  /// The journal takes this long for what was changed.
  Duration commit_ = 0ms;
  std::function<asio::awaitable<void>()> settle_ = [this] { return commit(); };
  HookCaller caller_{store_, clock_, functions_, context_.get_executor(), settle_};
  ecs::ServiceDeployment deployment_;
};

TEST_F(HookCallerTest, CallsAFunctionThatIsDueAndKeepsItsAnswer) {
  hook("a");
  put();
  ASSERT_EQ(functions_.calls.size(), 1U);
  EXPECT_EQ(functions_.calls[0].name, "gate");
  const auto payload = json::parse(functions_.calls[0].payload);
  EXPECT_EQ(payload->root()["executionId"].as_string(), "execution of a");
  EXPECT_EQ(payload->root()["lifecycleStage"].as_string(), "PRE_SCALE_UP");
  EXPECT_EQ(kept().status, HookStatus::succeeded);
  clock_.advance(24h);
  EXPECT_EQ(functions_.calls.size(), 1U);
}

TEST_F(HookCallerTest, CallsAgainWhenTheFunctionWantsToBeCalled) {
  const TimePoint first = clock_.now();
  hook("a");
  answer_ = std::string(R"({"hookStatus":"IN_PROGRESS","callBackDelay":60,"hookDetails":{"n":1}})");
  put();
  EXPECT_EQ(kept().status, HookStatus::in_progress);
  clock_.advance(59s);
  EXPECT_EQ(called_at_, Times{first});
  answer_ = std::string(R"({"hookStatus":"FAILED"})");
  clock_.advance(1s);
  EXPECT_EQ(called_at_, (Times{first, first + 60s}));
  EXPECT_EQ(json::parse(functions_.calls[1].payload)->root()["hookDetails"]["n"].as_integer(), 1);
  EXPECT_EQ(kept().status, HookStatus::failed);
}

TEST_F(HookCallerTest, TriesThreeTimesToReachAFunction) {
  const TimePoint first = clock_.now();
  hook("a");
  answer_ = FunctionError(Kind::unreachable, "nobody is there");
  put();
  clock_.advance(1h);
  EXPECT_EQ(called_at_, (Times{first, first + 1s, first + 3s}));
  EXPECT_EQ(kept().status, HookStatus::failed);
  EXPECT_EQ(kept().failure,
            "because PRE_SCALE_UP lifecycle hook(s) failed. ECS was unable to invoke hook target "
            "arn:aws:lambda:us-east-1:000000000000:function:gate due to nobody is there");
}

TEST_F(HookCallerTest, DoesNotCallAgainWhatHasFailed) {
  hook("a");
  answer_ = FunctionError(Kind::failed, "its endpoint answered with status 500");
  put();
  clock_.advance(1h);
  EXPECT_EQ(functions_.calls.size(), 1U);
  EXPECT_EQ(kept().status, HookStatus::failed);
}

TEST_F(HookCallerTest, CallsNobodyBeforeWhatItTellsIsKept) {
  commit_ = 5s;
  hook("a");
  put();
  EXPECT_TRUE(functions_.calls.empty());
  EXPECT_EQ(caller_.under_way(), 1U);
  clock_.advance(5s);
  EXPECT_EQ(functions_.calls.size(), 1U);
  EXPECT_EQ(caller_.under_way(), 0U);
}

TEST_F(HookCallerTest, ForgetsADeploymentThatHasEnded) {
  commit_ = 5s;
  hook("a");
  put();
  deployment_.status = model::ecs::ServiceDeploymentStatus::stopped;
  put();
  clock_.advance(1h);
  EXPECT_TRUE(functions_.calls.empty());
  EXPECT_EQ(kept().status, HookStatus::in_progress);
  deployment_.status = model::ecs::ServiceDeploymentStatus::in_progress;
  put();
  erase();
  clock_.advance(1h);
  EXPECT_TRUE(functions_.calls.empty());
}

TEST_F(HookCallerTest, LeavesARunAloneThatEndedBeforeTheAnswer) {
  hook("a");
  functions_.answer = [this](const testing::FakeFunctions::Call&) {
    deployment_.traffic->hooks[0].status = HookStatus::timed_out;
    store_.put(world, deployment_);
    return answer_;
  };
  put();
  EXPECT_EQ(functions_.calls.size(), 1U);
  EXPECT_EQ(kept().status, HookStatus::timed_out);
}

TEST_F(HookCallerTest, MakesTheCallsThatAnEarlierDrydockWasNotAnsweredTo) {
  commit_ = 1h;
  hook("a");
  put();
  stop(caller_);
  commit_ = 0ms;
  HookCaller next(store_, clock_, functions_, context_.get_executor(), settle_);
  next.start();
  clock_.settle();
  EXPECT_EQ(functions_.calls.size(), 1U);
  EXPECT_EQ(kept().status, HookStatus::succeeded);
  stop(next);
}

TEST_F(HookCallerTest, CallsSoManyAtOnceAndNoMore) {
  commit_ = 5s;
  for (std::size_t i = 0; i <= HookCaller::most_calls; ++i) hook(std::to_string(i));
  put();
  EXPECT_EQ(caller_.under_way(), HookCaller::most_calls);
  clock_.advance(10s);
  EXPECT_EQ(functions_.calls.size(), HookCaller::most_calls + 1);
}

}  // namespace
}  // namespace drydock::hook_caller_test
