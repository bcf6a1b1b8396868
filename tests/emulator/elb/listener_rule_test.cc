#include "emulator/elb/listener_rule.h"

#include <gtest/gtest.h>

#include <array>

namespace drydock::elb::listener_rule_test {
namespace {

using model::elbv2::RuleCondition;
using Values = std::vector<std::string>;

RuleCondition condition(const char* field, Values values) {
  RuleCondition made;
  made.field = field;
  made.values = std::move(values);
  return made;
}

RuleCondition header_condition(const char* name, Values values) {
  RuleCondition made;
  made.field = "http-header";
  made.http_header_config.emplace().http_header_name = name;
  made.http_header_config->values = std::move(values);
  return made;
}

RuleCondition query_condition(std::optional<std::string> key, const char* value) {
  RuleCondition made;
  made.field = "query-string";
  made.query_string_config.emplace().values.emplace().push_back({std::move(key), value});
  return made;
}

const std::array fields{HeaderField{"User-Agent", "curl/7.88"}, HeaderField{"X-Tier", "Gold"},
                        HeaderField{"X-Tier", "silver"}};

RequestView request() {
  return {.method = "GET",
          .host = "Shop.Example.com",
          .path = "/api/v1",
          .query = "version=2&Flag&name=a*b",
          .headers = fields,
          .source = boost::asio::ip::make_address("10.1.2.3")};
}

bool holds(const RuleCondition& wanted, const RequestView& asked = request()) {
  return matches(compile(std::array{wanted}), asked);
}

TEST(ListenerRule, WithoutConditionsAlwaysHolds) { EXPECT_TRUE(matches({}, request())); }

TEST(ListenerRule, HostsAreComparedWithoutCase) {
  EXPECT_TRUE(holds(condition("host-header", {"*.EXAMPLE.com"})));
  EXPECT_FALSE(holds(condition("host-header", {"example.com"})));
}

TEST(ListenerRule, PathsAreComparedWithCase) {
  EXPECT_TRUE(holds(condition("path-pattern", {"/api/*"})));
  EXPECT_FALSE(holds(condition("path-pattern", {"/API/*"})));
}

TEST(ListenerRule, OneValueOfAConditionIsEnough) {
  EXPECT_TRUE(holds(condition("path-pattern", {"/img/*", "/api/*"})));
  EXPECT_FALSE(holds(condition("path-pattern", {"/img/*", "/css/*"})));
}

TEST(ListenerRule, EveryConditionHasToHold) {
  const std::array both{condition("path-pattern", {"/api/*"}),
                        condition("http-request-method", {"POST"})};
  EXPECT_FALSE(matches(compile(both), request()));
  auto post = request();
  post.method = "POST";
  EXPECT_TRUE(matches(compile(both), post));
}

TEST(ListenerRule, MethodsAreExact) {
  EXPECT_TRUE(holds(condition("http-request-method", {"HEAD", "GET"})));
  EXPECT_FALSE(holds(condition("http-request-method", {"get"})));
  EXPECT_FALSE(holds(condition("http-request-method", {"G*"})));
}

TEST(ListenerRule, SourcesAreNetworks) {
  EXPECT_TRUE(holds(condition("source-ip", {"192.168.0.0/16", "10.0.0.0/8"})));
  EXPECT_TRUE(holds(condition("source-ip", {"10.1.2.3/32"})));
  EXPECT_FALSE(holds(condition("source-ip", {"10.1.2.4/32"})));
  EXPECT_TRUE(holds(condition("source-ip", {"0.0.0.0/0"})));
  auto v6 = request();
  v6.source = boost::asio::ip::make_address("2001:db8::1");
  EXPECT_TRUE(holds(condition("source-ip", {"2001:db8::/32"}), v6));
  EXPECT_FALSE(holds(condition("source-ip", {"0.0.0.0/0"}), v6));
  v6.source = boost::asio::ip::make_address("::ffff:10.1.2.3");
  EXPECT_TRUE(holds(condition("source-ip", {"10.0.0.0/8"}), v6));
}

TEST(ListenerRule, AnyHeaderOfTheNameMayFit) {
  EXPECT_TRUE(holds(header_condition("user-agent", {"CURL/*"})));
  EXPECT_TRUE(holds(header_condition("x-tier", {"SILVER"})));
  EXPECT_FALSE(holds(header_condition("x-tier", {"bronze"})));
  EXPECT_FALSE(holds(header_condition("x-absent", {"*"})));
}

TEST(ListenerRule, QueriesHaveKeysAndValues) {
  EXPECT_TRUE(holds(query_condition("VERSION", "2")));
  EXPECT_FALSE(holds(query_condition("version", "3")));
  EXPECT_TRUE(holds(query_condition(std::nullopt, "2")));
  EXPECT_TRUE(holds(query_condition("flag", "")));
  EXPECT_TRUE(holds(query_condition("name", R"(a\*b)")));
  EXPECT_FALSE(holds(query_condition("name", R"(a\*c)")));
}

TEST(ListenerRule, TheConditionsOwnStructureIsReadToo) {
  RuleCondition made;
  made.field = "host-header";
  made.host_header_config.emplace().values = Values{"shop.*"};
  EXPECT_TRUE(holds(made));
  made.field = "path-pattern";
  made.path_pattern_config.emplace().values = Values{"/img/*"};
  EXPECT_FALSE(holds(made));
  made.field = "http-request-method";
  made.http_request_method_config.emplace().values = Values{"POST"};
  EXPECT_FALSE(holds(made));
  made.http_request_method_config->values = Values{"GET"};
  EXPECT_TRUE(holds(made));
  made.field = "source-ip";
  made.source_ip_config.emplace().values = Values{"192.168.0.0/16"};
  EXPECT_FALSE(holds(made));
}

TEST(ListenerRule, RegularExpressionsAloneNeverHold) {
  RuleCondition made;
  made.field = "path-pattern";
  made.regex_values = Values{".*"};
  EXPECT_FALSE(holds(made));
}

}  // namespace
}  // namespace drydock::elb::listener_rule_test
