#include "api/http/origin_guard.h"

#include <gtest/gtest.h>

namespace drydock::http::origin_guard_test {
namespace {

using boost::beast::http::verb;

RequestHeader request(std::string_view host, std::string_view origin = {},
                      std::string_view fetch_site = {}) {
  RequestHeader header;
  header.version(11);
  header.method(verb::post);
  header.target("/");
  header.set("Host", host);
  if (!origin.empty()) header.set("Origin", origin);
  if (!fetch_site.empty()) header.set("Sec-Fetch-Site", fetch_site);
  return header;
}

TEST(OriginGuard, AnswersToItsOwnNamesAlone) {
  const OriginGuard guard({.hosts = {"Drydock", "*.shop.test"}, .origins = {}});
  const auto passes = [&](std::string_view host) { return !guard.refusal(request(host)); };
  for (const std::string_view host :
       {"localhost:4566", "127.0.0.1", "10.1.2.3:80", "[::1]:4566", "a.b.localhost", "LOCALHOST.",
        "ecs.us-east-1.amazonaws.com", "api.ecr.cn-north-1.amazonaws.com.cn", "drydock:4566",
        "a.shop.test", "shop.test"}) {
    EXPECT_TRUE(passes(host)) << host;
  }
  for (const std::string_view host :
       {"rebound.example", "localhost.example", "notlocalhost", "amazonaws.com.example",
        "evilamazonaws.com", "other.test", "127.0.0.1.example", ""}) {
    EXPECT_FALSE(passes(host)) << host;
  }
}

TEST(OriginGuard, LetsAnHttp10RequestWithoutHostIn) {
  RequestHeader header = request("");
  header.version(10);
  EXPECT_FALSE(OriginGuard({}).refusal(header));
}

TEST(OriginGuard, KeepsPagesOfOtherOriginsOut) {
  const OriginGuard guard({.hosts = {}, .origins = {"http://localhost:3000"}});
  struct Row {
    std::string_view origin;
    std::string_view fetch_site;
    bool passes;
  };
  const std::vector<Row> rows{
      {"", "", true},                                  // A command-line client.
      {"http://localhost:4566", "same-origin", true},  // drydock's own page.
      {"", "same-origin", true},
      {"", "none", true},  // Typed into the browser.
      {"http://localhost:3000", "same-site", true},
      {"http://localhost:3000", "cross-site", true},
      {"http://localhost:3001", "same-site", false},
      {"https://evil.example", "cross-site", false},
      {"https://evil.example", "", false},  // A browser without fetch metadata.
      {"null", "cross-site", false},        // A sandboxed frame, a file.
      {"", "cross-site", false},            // An image or a form's GET.
      {"localhost:4566", "", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(!guard.refusal(request("localhost:4566", row.origin, row.fetch_site)), row.passes)
        << row.origin << ' ' << row.fetch_site;
  }
}

TEST(OriginGuard, WantsAHeaderThatNoFormSendsForWhatChangesDrydock) {
  RequestHeader reset = request("localhost");
  reset.target("/_drydock/reset");
  const OriginGuard guard({});
  EXPECT_TRUE(guard.refusal(reset).value_or("").find("X-Drydock: 1") != std::string::npos);
  reset.set("X-Drydock", "1");
  EXPECT_FALSE(guard.refusal(reset));
  RequestHeader health = request("localhost");
  health.method(verb::get);
  health.target("/_drydock/health");
  EXPECT_FALSE(guard.refusal(health));
}

TEST(OriginGuard, NamesTheOptionThatLetsIn) {
  const OriginGuard guard({});
  EXPECT_EQ(guard.refusal(request("compose:4566")).value_or(""),
            "drydock does not answer to the host 'compose': call it by an address or as localhost, "
            "or start it with --allow-host compose.");
  EXPECT_EQ(guard.refusal(request("localhost", "http://a.test")).value_or(""),
            "drydock takes no calls from pages of http://a.test; start it with --allow-origin "
            "http://a.test to let them in.");
}

TEST(OriginGuard, TellsWhichOriginIsToBeToldThatItMayRead) {
  const OriginGuard guard({.hosts = {}, .origins = {"http://localhost:3000"}});
  EXPECT_EQ(guard.allowed_origin(request("localhost", "http://localhost:3000")),
            "http://localhost:3000");
  EXPECT_FALSE(guard.allowed_origin(request("localhost", "http://localhost")));
  EXPECT_FALSE(guard.allowed_origin(request("localhost")));
}

}  // namespace
}  // namespace drydock::http::origin_guard_test
