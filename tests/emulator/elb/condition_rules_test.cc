#include "emulator/elb/condition_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace drydock::elb::condition_rules_test {
namespace {

using model::elbv2::RuleCondition;
using Values = std::vector<std::string>;

std::string refusal(const std::vector<RuleCondition>& conditions) {
  const auto checked = check(conditions);
  return checked ? "" : checked.error().code() + ": " + checked.error().message();
}

std::string of(const std::string& message) { return "ValidationError: " + message; }

RuleCondition path(const Values& values) {
  RuleCondition made{.field = "path-pattern"};
  made.path_pattern_config.emplace().values = values;
  return made;
}

RuleCondition host(const Values& values) {
  RuleCondition made{.field = "host-header"};
  made.host_header_config.emplace().values = values;
  return made;
}

RuleCondition header(const std::string& name, const Values& values) {
  RuleCondition made{.field = "http-header"};
  made.http_header_config.emplace() = {.http_header_name = name, .values = values};
  return made;
}

RuleCondition method(const Values& values) {
  RuleCondition made{.field = "http-request-method"};
  made.http_request_method_config.emplace().values = values;
  return made;
}

RuleCondition source(const Values& values) {
  RuleCondition made{.field = "source-ip"};
  made.source_ip_config.emplace().values = values;
  return made;
}

RuleCondition query(const std::string& key, const std::string& value) {
  RuleCondition made{.field = "query-string"};
  made.query_string_config.emplace().values.emplace().push_back({.key = key, .value = value});
  return made;
}

const std::string of_127(127, 'a');
const std::string of_129(129, 'a');

TEST(ConditionRules, TakeWhatAwsTakes) {
  RuleCondition plain{.field = "path-pattern", .values = Values{"/img/*"}};
  const std::vector<std::vector<RuleCondition>> rows{
      {plain},
      {path({"/a", "*.png", "/~me/a_b-c.d$e\"f'g@h:i+j&k?"})},
      {host({"a.example.com", "*.localhost", "A-1.?.org"})},
      {header("X-Forwarded-For", {"10.*", "a b;c=\"d\""})},
      {header(std::string(40, 'x'), {of_127})},
      {method({"GET", "MY-OWN_METHOD"})},
      {source({"10.0.0.0/8", "192.0.2.1/32", "0.0.0.0/0", "2001:db8::/32", "10.1.2.3/8"})},
      {query("", "v"), query("version", "v1*"), query("a", R"(\*\?\*\?\*\?)")},
      {path({"/a"}), host({"a.b"}), method({"GET"}), header("a", {"b"}), header("a", {"c"})},
      {path({"*", "?", "/*/?/*"})},
  };
  for (const auto& row : rows) EXPECT_EQ(refusal(row), "") << *row.front().field;
}

TEST(ConditionRules, HoldEachValueToItsField) {
  const auto wrong_character = [](const std::string& value) {
    return of("Condition value '" + value + "' contains a character that is not valid");
  };
  const auto no_cidr = [](const std::string& value) {
    return of("The 'source-ip' value '" + value + "' must be a CIDR block");
  };
  const std::string methods =
      of("The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and "
         "underscore");
  struct Row {
    RuleCondition condition;
    std::string refusal;
  };
  const Row rows[] = {
      {path({"/a", ""}), of("A condition value must be specified")},
      {path({"/" + of_129}), of("The 'path-pattern' value is too long; the limit is '128'")},
      {path({"^/[a-z]{2}/"}), wrong_character("^/[a-z]{2}/")},
      {path({"/a b"}), wrong_character("/a b")},
      {path({"/a\r\nb"}), wrong_character("/a\r\nb")},
      {host({of_129}), of("The 'host-header' value is too long; the limit is '128'")},
      {host({"a.com:8443"}), wrong_character("a.com:8443")},
      {host({"a.com\r\nX: y"}), wrong_character("a.com\r\nX: y")},
      {header("", {"a"}), of("An HTTP header name must be specified")},
      {header(std::string(41, 'x'), {"a"}),
       of("The 'HttpHeaderName' value is too long; the limit is '40'")},
      {header("X:", {"a"}), wrong_character("X:")},
      {header("X\nY", {"a"}), wrong_character("X\nY")},
      {header("X-*", {of_129}), of("The 'http-header' value is too long; the limit is '128'")},
      {header("Host", {"a"}), of("The 'host' header must be matched by a 'host-header' condition")},
      {header("X", {"a\r"}), wrong_character("a\r")},
      {header("X", {}), of("A condition value must be specified")},
      {method({"get"}), methods},
      {method({"GET,POST"}), methods},
      {method({"P*"}), methods},
      {method({std::string(41, 'G')}),
       of("The 'http-request-method' value is too long; the limit is '40'")},
      {source({"10.0.0.1"}), no_cidr("10.0.0.1")},
      {source({"10.0.0.0/33"}), no_cidr("10.0.0.0/33")},
      {source({"10.0.*.0/8"}), no_cidr("10.0.*.0/8")},
      {source({"123.456.789.112/32"}), no_cidr("123.456.789.112/32")},
      {source({"fe80::1%eth0/64"}), no_cidr("fe80::1%eth0/64")},
      {source({"2001:db8::/129"}), no_cidr("2001:db8::/129")},
      {query(of_129, "v"), of("The 'Key' value is too long; the limit is '128'")},
      {query("k", of_129), of("The 'Value' value is too long; the limit is '128'")},
      {query("k", ""), of("A 'Value' must be specified in 'QueryStringKeyValuePair'")},
      {query("k y", "v"), wrong_character("k y")},
      {query("k", "a\nb"), wrong_character("a\nb")},
  };
  for (const Row& row : rows) EXPECT_EQ(refusal({row.condition}), row.refusal);
}

TEST(ConditionRules, TakeOneFormOfTheRightField) {
  RuleCondition both = path({"/a"});
  both.values = Values{"/a"};
  RuleCondition both_hosts = host({"a.b"});
  both_hosts.values = Values{"a.b"};
  RuleCondition plain_method{.field = "http-request-method", .values = Values{"GET"}};
  RuleCondition other = path({"/a"});
  other.source_ip_config.emplace().values = Values{"10.0.0.0/8"};
  RuleCondition family{.field = "source-ip"};
  family.source_ip_config.emplace().ip_address_type = model::elbv2::SourceIpAddressTypeEnum::ipv4;
  RuleCondition host_as_path{.field = "path-pattern", .values = Values{"/a"}};
  host_as_path.host_header_config.emplace().values = Values{"a.b"};
  struct Row {
    RuleCondition condition;
    std::string refusal;
  };
  const Row rows[] = {
      {both, of("You cannot provide both Values and 'PathPatternConfig' for a condition of type "
                "'path-pattern'")},
      {both_hosts, of("You cannot provide both Values and 'HostHeaderConfig' for a condition of "
                      "type 'host-header'")},
      {plain_method, of("The 'Values' field is not compatible with 'http-request-method'")},
      {other, of("The 'SourceIpConfig' field is not compatible with 'path-pattern'")},
      {family, of("Only rules of Network Load Balancers tell the family of a source IP")},
      {host_as_path, of("The 'HostHeaderConfig' field is not compatible with 'path-pattern'")},
      {{.field = "http-header"}, of("A 'HttpHeaderConfig' must be specified with 'http-header'")},
      {{.field = "query-string"},
       of("A 'QueryStringConfig' must be specified with 'query-string'")},
      {{.field = "source-ip"}, of("A 'SourceIpConfig' must be specified with 'source-ip'")},
      {{.field = "http-request-method"},
       of("A 'HttpRequestMethodConfig' must be specified with 'http-request-method'")},
      {{.field = "path-pattern"}, of("A condition value must be specified")},
      {{}, of("A condition field must be specified")},
  };
  for (const Row& row : rows) EXPECT_EQ(refusal({row.condition}), row.refusal);
}

TEST(ConditionRules, RefuseRegularExpressionsWhereverTheyStand) {
  RuleCondition on_top{.field = "path-pattern", .regex_values = Values{"^/a"}};
  RuleCondition in_path = path({"/a"});
  in_path.path_pattern_config->regex_values = Values{"^/a"};
  RuleCondition in_host = host({"a.b"});
  in_host.host_header_config->regex_values = Values{"^a"};
  RuleCondition in_header = header("X", {"a"});
  in_header.http_header_config->regex_values = Values{"^a"};
  for (const RuleCondition& condition : {on_top, in_path, in_host, in_header}) {
    EXPECT_EQ(refusal({condition}),
              of("drydock does not evaluate regular expressions in conditions"));
  }
}

TEST(ConditionRules, CountWhatARuleMayHave) {
  EXPECT_EQ(refusal({}), of("A condition must be specified"));
  EXPECT_EQ(refusal({path({"/a"}), path({"/b"})}),
            of("A rule can only have one 'path-pattern' condition"));
  EXPECT_EQ(refusal({path({"/a", "/b", "/c"}), host({"a.b", "b.c", "c.d"})}),
            of("A rule can only have '5' condition values"));
  EXPECT_EQ(refusal({path({"/*/*/*"}), header("X", {"***"})}),
            of("A rule can only have '5' condition wildcards"));
  EXPECT_EQ(refusal({query("*?*", "*?*")}), of("A rule can only have '5' condition wildcards"));
}

}  // namespace
}  // namespace drydock::elb::condition_rules_test
