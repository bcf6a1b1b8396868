#include "emulator/elb/action_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace drydock::elb::action_rules_test {
namespace {

using model::elbv2::Action;
using model::elbv2::ActionTypeEnum;
using model::elbv2::RedirectActionConfig;

constexpr int listener_port = 80;

std::string refusal(const Action& action) {
  const auto checked = check({action}, listener_port);
  return checked ? "" : checked.error().code() + ": " + checked.error().message();
}

std::string invalid(const std::string& message) {
  return "InvalidLoadBalancerActionException: " + message;
}
std::string of(const std::string& message) { return "ValidationError: " + message; }

Action redirect(const RedirectActionConfig& config) {
  Action made{.type = ActionTypeEnum::redirect};
  made.redirect_config = config;
  return made;
}

Action forward(const std::vector<model::elbv2::TargetGroupTuple>& groups) {
  Action made{.type = ActionTypeEnum::forward};
  made.forward_config.emplace().target_groups = groups;
  return made;
}

TEST(RedirectRules, TakeWhatLeadsElsewhere) {
  const RedirectActionConfig rows[] = {
      {.protocol = "HTTPS", .port = "443"},
      {.port = "8080"},
      {.protocol = "HTTP", .port = "81"},
      {.host = "www.#{host}"},
      {.host = "example.com"},
      {.path = "/new"},
      {.port = "443", .path = "/new/#{path}"},
      {.host = "a.b", .path = "/#{host}/#{port}/#{path}", .query = "q=#{query}&p=#{protocol}"},
      {.host = "a.b", .query = ""},
  };
  for (const auto& row : rows) EXPECT_EQ(refusal(redirect(row)), "");
}

TEST(RedirectRules, RefuseWhatIsOutOfForm) {
  const std::string port = invalid(
      "The Port parameter must be a valid port, from '1' to '65535', or the placeholder "
      "'#{port}'.");
  const std::string host = invalid(
      "The Host parameter must be a valid host name, and may contain up to one of this "
      "placeholder: '#{host}'.");
  const std::string path = invalid(
      "The Path parameter must be a valid path, should start with a '/', and may contain up to one "
      "of each of these placeholders: '#{path}', '#{host}', '#{port}'.");
  const std::string query = invalid(
      "The Query parameter must be a valid query, and may contain up to one of each of these "
      "placeholders: '#{protocol}', '#{host}', '#{port}', '#{path}', '#{query}'.");
  const std::string loop = invalid(
      "The redirect configuration is not valid because it creates a loop. At least one of "
      "protocol, port, host or path must be changed.");
  struct Row {
    RedirectActionConfig config;
    std::string refusal;
  };
  const Row rows[] = {
      {{.port = "0"}, port},
      {{.port = "65536"}, port},
      {{.port = "http"}, port},
      {{.port = "80 "}, port},
      {{.port = "#{host}"}, port},
      {{.port = "99999999999999999999"}, port},
      {{.host = "a.b:8080"}, host},
      {{.host = "a.b/c"}, host},
      {{.host = "a.b\r\nSet-Cookie: x=y"}, host},
      {{.host = "#{host}.#{host}"}, host},
      {{.host = "#{path}"}, host},
      {{.path = "new"}, path},
      {{.path = "#{path}"}, path},
      {{.path = "/new\r\nX: y"}, path},
      {{.path = "/a b"}, path},
      {{.path = "/a?b=c"}, path},
      {{.path = "/#{query}"}, path},
      {{.path = "/#{nonsense}"}, path},
      {{.path = "/#{path"}, path},
      {{.path = "/#{path}#{path}"}, path},
      {{.host = "a.b", .query = "q=#{nonsense}"}, query},
      {{.host = "a.b", .query = "q=1\r\nX: y"}, query},
      {{.host = "a.b", .query = "q#fragment"}, query},
      {{}, loop},
      {{.protocol = "HTTP", .port = "80"}, loop},
      {{.protocol = "#{protocol}", .port = "#{port}", .host = "#{host}", .path = "/#{path}"}, loop},
      {{.path = "/more/#{path}"}, loop},
      {{.query = "q=1"}, loop},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(redirect(row.config)), row.refusal)
        << row.config.port.value_or("") << row.config.host.value_or("")
        << row.config.path.value_or("") << row.config.query.value_or("");
  }
}

TEST(ActionRules, TakeTheFiveContentTypes) {
  Action action{.type = ActionTypeEnum::fixed_response};
  action.fixed_response_config.emplace().status_code = "200";
  EXPECT_EQ(refusal(action), "");
  for (const std::string type :
       {"text/plain", "text/css", "text/html", "application/javascript", "application/json"}) {
    action.fixed_response_config->content_type = type;
    EXPECT_EQ(refusal(action), "") << type;
  }
  for (const std::string type :
       {"text/xml", "TEXT/HTML", "text/html; charset=utf-8", "text/html\r\nX: y"}) {
    action.fixed_response_config->content_type = type;
    EXPECT_EQ(refusal(action),
              invalid("The ContentType must be one of:'text/html', 'application/json', "
                      "'application/javascript', 'text/css', 'text/plain'"));
  }
}

TEST(ActionRules, HoldForwardsToTheirRanges) {
  Action sticky = forward({{.target_group_arn = "a"}});
  sticky.forward_config->target_group_stickiness_config.emplace().enabled = true;
  Action long_sticky = sticky;
  long_sticky.forward_config->target_group_stickiness_config->duration_seconds = 604801;
  Action right_sticky = sticky;
  right_sticky.forward_config->target_group_stickiness_config->duration_seconds = 604800;
  Action both = forward({{.target_group_arn = "a"}});
  both.target_group_arn = "a";
  Action other = both;
  other.target_group_arn = "b";
  std::vector<model::elbv2::TargetGroupTuple> six;
  for (const char name : {'a', 'b', 'c', 'd', 'e', 'f'}) {
    six.push_back({.target_group_arn = std::string(1, name)});
  }
  struct Row {
    Action action;
    std::string refusal;
  };
  const Row rows[] = {
      {forward({{.target_group_arn = "a", .weight = 0}, {.target_group_arn = "b", .weight = 999}}),
       ""},
      {both, ""},
      {right_sticky, ""},
      {forward({{.target_group_arn = "a", .weight = 1000}}),
       of("Target group weight '1000' must be between '0-999' inclusive")},
      {forward({{.target_group_arn = "a", .weight = -1}}),
       of("Target group weight '-1' must be between '0-999' inclusive")},
      {forward({{.weight = 1}}), of("A target group ARN must be specified")},
      {forward({{.target_group_arn = "a"}, {.target_group_arn = "a"}}),
       invalid("The target group 'a' was specified more than once in an action")},
      {forward(six),
       "TooManyTargetGroupsException: A forward action can have at most '5' target groups"},
      {sticky, of("Target group stickiness duration must be specified")},
      {long_sticky,
       of("Target group stickiness duration '604801' must be between '1-604800' inclusive")},
      {other, invalid("With both TargetGroupArn and ForwardConfig, the latter must have that one "
                      "target group")},
  };
  for (const Row& row : rows) EXPECT_EQ(refusal(row.action), row.refusal);
}

TEST(ActionRules, TakeTheConfigurationOfTheTypeAndNoOther) {
  Action mixed = redirect({.host = "a.b"});
  mixed.target_group_arn = "a";
  EXPECT_EQ(
      refusal(mixed),
      invalid("The field 'TargetGroupArn' is not compatible with actions of type 'redirect'"));
  EXPECT_EQ(refusal({.type = ActionTypeEnum::redirect}),
            invalid("For actions of type 'redirect', you must specify the following fields: "
                    "'RedirectConfig'"));
  EXPECT_EQ(refusal({.type = ActionTypeEnum::fixed_response}),
            invalid("For actions of type 'fixed-response', you must specify the following fields: "
                    "'FixedResponseConfig'"));
  for (const auto type : {ActionTypeEnum::authenticate_oidc, ActionTypeEnum::authenticate_cognito,
                          ActionTypeEnum::jwt_validation}) {
    EXPECT_EQ(refusal({.type = type}),
              invalid("Actions of type '" + std::string(model::to_text(type)) +
                      "' are supported only on HTTPS listeners"));
  }
}

}  // namespace
}  // namespace drydock::elb::action_rules_test
