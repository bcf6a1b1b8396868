#include "api/control/pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/thread_pool.hpp>
#include <boost/beast/http/verb.hpp>
#include <optional>
#include <utility>

#include "emulator/ecr/image.h"
#include "emulator/ecs/cluster.h"
#include "emulator/records.h"
#include "tests/support/run.h"

namespace drydock::control::pages_test {
namespace {

using boost::beast::http::verb;
using ::testing::HasSubstr;

/// The pages over a store with one cluster, with an engine that has one image.
class PagesTest : public ::testing::Test {
 protected:
  PagesTest() {
    ecs::Cluster cluster;
    cluster.name = "harbour";
    store_.put(world_, cluster);
  }

  http::Answer ask(verb method, std::string_view target, std::string_view body = "") {
    http::RequestHeader header;
    header.method(method);
    header.target(target);
    return drydock::testing::run(pages_->answer({header, body}));
  }
  http::Answer get(std::string_view target) { return ask(verb::get, target); }
  http::Answer post(std::string_view target, std::string_view body = "") {
    return ask(verb::post, target, body);
  }

  boost::asio::awaitable<Result<std::string>> import(World world, ImportRequest request) {
    imported_.push_back(world.account + " " + world.region + " " + request.repository + ":" +
                        request.tag);
    if (request.image == "shop:v1") co_return "sha256:0123";
    co_return aws::Error("InvalidParameterException", "No such image: " + request.image);
  }

  Hooks hooks() {
    return {.engine = [] { return std::string("Docker 20.10.24"); },
            .engine_reachable = [this] { return reachable_; },
            .import_image =
                [this](World world, ImportRequest request) {
                  return import(std::move(world), std::move(request));
                },
            .look_again = []() -> boost::asio::awaitable<void> { co_return; },
            .end_faults = [this] { ++faults_ended_; },
            .missing_layers = [](const Store& store) { return store.worlds().size(); },
            .workers = workers_.get_executor(),
            .longest_hold = [this] { return longest_; },
            .measure_holds = [this] { longest_ = {}; }};
  }

  Store store_{all_record_kinds()};
  World world_{"111122223333", "eu-west-1"};
  bool reachable_ = true;
  int faults_ended_ = 0;
  std::chrono::nanoseconds longest_ = std::chrono::microseconds(2500);
  std::vector<std::string> imported_;
  boost::asio::thread_pool workers_{1};
  std::optional<Pages> pages_{std::in_place, store_, world_, hooks()};
};

std::string shown(const http::Answer& answer) {
  return std::to_string(answer.status) + " " + answer.body;
}

TEST_F(PagesTest, TellsABrowserWhatRunsAndWhereToGo) {
  const http::Answer page = get("/");
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page.body, HasSubstr("Its engine: Docker 20.10.24.</p>"));
  EXPECT_THAT(page.body, HasSubstr(R"(<a href="/_drydock/state">)"));
  reachable_ = false;
  EXPECT_THAT(get("/").body, HasSubstr("Docker 20.10.24, which does not answer now.</p>"));
}

TEST_F(PagesTest, TellsItsHealthUnderBothNames) {
  const http::Answer health = get("/_drydock/health");
  EXPECT_EQ(health.content_type, "application/json");
  EXPECT_EQ(
      shown(health),
      R"(200 {"status":"running","edition":"drydock","version":")" DRYDOCK_VERSION
      R"(","engine":"Docker 20.10.24","engineReachable":true,"services":{)"
      R"("application-autoscaling":"running","cloudwatch":"running","ec2":"running",)"
      R"("ecr":"running","ecs":"running","elbv2":"running","iam":"running","sts":"running"}})");
  EXPECT_EQ(shown(get("/_localstack/health")), shown(health));
  reachable_ = false;
  EXPECT_THAT(get("/_drydock/health").body, HasSubstr(R"("engineReachable":false)"));
}

TEST_F(PagesTest, GivesAllRecordsAndTakesThemAway) {
  EXPECT_THAT(get("/_drydock/state?pretty").body, HasSubstr(R"("name":"harbour")"));
  EXPECT_EQ(shown(post("/_drydock/reset")), "200 {}");
  EXPECT_EQ(store_.find<ecs::Cluster>(world_, "harbour"), nullptr);
  EXPECT_EQ(faults_ended_, 1);
}

TEST_F(PagesTest, TakesOnAStateAndTellsWhatItLacks) {
  const std::string state = get("/_drydock/state").body;
  post("/_drydock/reset");
  EXPECT_EQ(shown(post("/_drydock/state", state)), R"(200 {"missingLayers":1})");
  EXPECT_EQ(get("/_drydock/state").body, state);
  EXPECT_EQ(post("/_drydock/state", "{}").status, 400U);
  EXPECT_EQ(get("/_drydock/state").body, state);
}

TEST_F(PagesTest, TakesOnNoManifestOfAnotherDigest) {
  Store other(all_record_kinds());
  other.put(world_, ecr::Image{.repository = "shop", .digest = "../shop", .manifest = "{}"});
  const http::Answer answer = post("/_drydock/state", other.to_json());
  EXPECT_EQ(answer.status, 400U);
  EXPECT_THAT(answer.body, HasSubstr("the manifest of shop@../shop has the digest sha256:"));
  EXPECT_NE(store_.find<ecs::Cluster>(world_, "harbour"), nullptr);
}

TEST_F(PagesTest, TellsTheLongestHoldAndMeasuresAnew) {
  EXPECT_EQ(shown(get("/_drydock/holds")), R"(200 {"longestMilliseconds":2.5})");
  post("/_drydock/holds");
  EXPECT_EQ(longest_.count(), 0);
}

TEST_F(PagesTest, ImportsIntoItsOwnWorld) {
  EXPECT_EQ(
      shown(post("/_drydock/import", R"({"image":"shop:v1","repository":"shop","tag":"v1"})")),
      R"(200 {"imageDigest":"sha256:0123"})");
  EXPECT_THAT(imported_, ::testing::ElementsAre("111122223333 eu-west-1 shop:v1"));
}

TEST_F(PagesTest, ImportsIntoTheWorldThatIsNamed) {
  const auto import = [&](const std::string& members) {
    return post("/_drydock/import",
                R"({"image":"shop:v1","repository":"shop","tag":"v1",)" + members + "}");
  };
  EXPECT_EQ(import(R"("account":"000011112222","region":"us-east-2")").status, 200U);
  EXPECT_EQ(import(R"("region":"us-east-2")").status, 200U);
  EXPECT_THAT(imported_, ::testing::ElementsAre("000011112222 us-east-2 shop:v1",
                                                "111122223333 us-east-2 shop:v1"));
  EXPECT_EQ(shown(import(R"("account":"me")")), R"(400 {"message":"An account has 12 digits."})");
  EXPECT_EQ(shown(import(R"("region":"")")),
            R"(400 {"message":"A region has a name, such as us-east-1."})");
}

TEST_F(PagesTest, SaysWhyItDoesNotImport) {
  EXPECT_EQ(shown(post("/_drydock/import", R"({"image":"x","repository":"shop","tag":"v1"})")),
            R"(400 {"message":"No such image: x"})");
  EXPECT_EQ(post("/_drydock/import", "{").status, 400U);
  EXPECT_EQ(post("/_drydock/import", R"({"image":7,"repository":"shop","tag":"v1"})").status, 400U);
}

boost::asio::awaitable<http::Answer> greet(const http::Call& call) {
  co_return http::Answer{200, "text/plain", "hello " + std::string(call.body), {}};
}

TEST_F(PagesTest, HasThePagesThatItIsGiven) {
  pages_.emplace(store_, world_, hooks(),
                 PageList{{"/_drydock/greeting", verb::get, greet},
                          {"/_drydock/greeting", verb::delete_, greet}});
  EXPECT_EQ(shown(get("/_drydock/greeting?loud")), "200 hello ");
  EXPECT_EQ(shown(ask(verb::head, "/_drydock/greeting")), "200 hello ");
  EXPECT_EQ(shown(ask(verb::delete_, "/_drydock/greeting", "you")), "200 hello you");
  EXPECT_EQ(shown(post("/_drydock/greeting")),
            R"(405 {"message":"This page takes a GET or a DELETE."})");
}

TEST_F(PagesTest, RefusesWhatIsNotThere) {
  EXPECT_EQ(shown(get("/_drydock/reset")), R"(405 {"message":"This page takes a POST."})");
  EXPECT_NE(store_.find<ecs::Cluster>(world_, "harbour"), nullptr);
  EXPECT_EQ(shown(get("/_drydock/nothing?x=1")),
            R"(404 {"message":"There is no page /_drydock/nothing."})");
}

}  // namespace
}  // namespace drydock::control::pages_test
