#include "api/control/assertion_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run.h"

namespace drydock::control::assertion_pages_test {
namespace {

using namespace std::chrono_literals;
using boost::beast::http::verb;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Two services, of which one had an outage, and a load balancer of which a request failed.
class FakeObservations : public Observations {
 public:
  boost::asio::awaitable<void> mark() override {
    marked_ = true;
    co_return;
  }
  [[nodiscard]] std::optional<Observed> observed() const override {
    if (!marked_) return std::nullopt;
    const World world{"000000000000", "us-east-1"};
    return Observed{.since = TimePoint(1'700'000'000s),
                    .services = {{world, "shop/db", 0, 30s}, {world, "shop/web", 2, 0s}},
                    .load_balancers = {{"web-1234.us-east-1.elb.localhost", {10, 1}},
                                       {"web-two-99.us-east-1.elb.localhost", {5, 0}}}};
  }

 private:
  bool marked_ = false;
};

struct AssertionPagesTest : ::testing::Test {
  FakeObservations observations;
  AssertionPages pages{observations};

  std::string ask(verb method, std::string_view target) {
    http::RequestHeader header;
    header.method(method);
    header.target(target);
    for (const Page& page : pages.pages()) {
      if (page.method != method) continue;
      const http::Answer answer = drydock::testing::run(page.answer({header, ""}));
      return std::to_string(answer.status) + " " + answer.body;
    }
    return "no page";
  }
  std::string check(const std::string& query) {
    return ask(verb::get, "/_drydock/assertions?" + query);
  }
  void mark() { ask(verb::post, "/_drydock/assertions/mark"); }
};

TEST_F(AssertionPagesTest, WantAMarkFirst) {
  EXPECT_EQ(check(""),
            R"(409 {"message":"Nothing is observed yet: POST /_drydock/assertions/mark first."})");
  EXPECT_EQ(ask(verb::post, "/_drydock/assertions/mark"),
            R"(200 {"since":"2023-11-14T22:13:20.000Z"})");
}

TEST_F(AssertionPagesTest, TellWhatTheyKnow) {
  mark();
  EXPECT_EQ(
      check("service=web&loadBalancer=web"),
      R"(200 {"since":"2023-11-14T22:13:20.000Z","requests":10,"requestsFailed":1,)"
      R"("fewestHealthyTasks":2,"longestOutage":"PT0S","services":[{"account":"000000000000",)"
      R"("region":"us-east-1","service":"shop/web","fewestHealthyTasks":2,"longestOutage":"PT0S"}],)"
      R"("loadBalancers":[{"dnsName":"web-1234.us-east-1.elb.localhost","requests":10,)"
      R"("requestsFailed":1}]})");
  EXPECT_THAT(check(""), HasSubstr(R"("requests":15,"requestsFailed":1,"fewestHealthyTasks":0,)"
                                   R"("longestOutage":"PT30S",)"));
}

TEST_F(AssertionPagesTest, HoldWhatIsExpectedAgainstIt) {
  mark();
  for (const char* query :
       {"requests=15", "requestsFailed=1", "requestsFailed=0&loadBalancer=web-two",
        "loadBalancer=web-1234.us-east-1.elb.localhost&requests=10", "fewestHealthyTasks=0",
        "fewestHealthyTasks=2&service=shop%2Fweb", "longestOutage=PT30S",
        "longestOutage=PT0S&service=web"}) {
    EXPECT_THAT(check(query), StartsWith("200 ")) << query;
  }
  struct Row {
    const char* query;
    const char* sentence;
  };
  for (const Row& row : std::vector<Row>{
           {"requests=16", "15 requests came, where 16 are expected at least."},
           {"requestsFailed=0", "1 of 15 requests failed, where 0 are the most expected."},
           {"fewestHealthyTasks=1",
            "Service shop/db had 0 healthy tasks at its worst, where 1 are expected."},
           {"longestOutage=PT29S",
            "Service shop/db had no healthy task for PT30S, where PT29S is the most expected."},
           {"service=we", "No service we was observed."}}) {
    EXPECT_THAT(check(row.query),
                StartsWith(std::string(R"(417 {"message":")") + row.sentence + R"(",)"))
        << row.query;
  }
}

TEST_F(AssertionPagesTest, RefuseWhatTheyDoNotKnow) {
  mark();
  EXPECT_EQ(check("requestFailed=0"),
            R"(400 {"message":"There is no parameter requestFailed here."})");
  EXPECT_EQ(check("requests=many"), R"(400 {"message":"requests takes a number."})");
  EXPECT_EQ(check("fewestHealthyTasks=-1"),
            R"(400 {"message":"fewestHealthyTasks takes a number."})");
  EXPECT_EQ(check("longestOutage=30"),
            R"(400 {"message":"longestOutage takes an ISO 8601 duration such as PT30S."})");
  EXPECT_EQ(check("service="), R"(400 {"message":"service takes a name."})");
}

}  // namespace
}  // namespace drydock::control::assertion_pages_test
