#include "emulator/elb/listener_rule.h"
#include "api/aws/validation.h"
#include "emulator/elb/action_rules.h"
#include "emulator/elb/condition_rules.h"
#include "emulator/elb/door.h"
#include "emulator/elb/redirect.h"
#include "emulator/json/document.h"
#include "emulator/json/shape_json.h"
#include "model/elbv2/common.h"
#include "model/elbv2/rule.h"
#include "runtime/proxy/head.h"
#include "runtime/proxy/rewrite.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

#include <string>
#include <vector>

namespace drydock::fuzz {
namespace {

using model::elbv2::Action;
using model::elbv2::RuleCondition;

constexpr int listener_port = 80;

/// A request, and the bytes that its views look into.
struct Request {
  proxy::RequestParser parser;
  proxy::RequestHead head;
  std::vector<elb::HeaderField> headers;
  elb::RequestView view;
};

bool read(std::string_view input, Request& request) {
  if (request.parser.parse(input, request.head) != proxy::HeadState::complete) return false;
  request.headers.assign(request.head.fields.begin(), request.head.fields.end());
  request.view = {.method = request.head.method,
                  .host = elb::without_port(request.head.host),
                  .path = request.head.path,
                  .query = request.head.query,
                  .headers = request.headers,
                  .source = boost::asio::ip::make_address("10.0.0.7")};
  return true;
}

void check_conditions(const std::vector<RuleCondition>& conditions, const Request& request) {
  if (!elb::check(conditions)) return;
  const auto complete = elb::complete(conditions);
  // AWS tells the values in both forms, and takes one of them.
  auto again = complete;
  for (RuleCondition& condition : again) condition.values.reset();
  require(elb::check(again).has_value(), "conditions as AWS tells them may be sent again");
  require(elb::complete(complete) == complete, "conditions are completed once");
  const bool matches = elb::matches(elb::compile(conditions), request.view);
  require(elb::matches(elb::compile(complete), request.view) == matches,
          "completed conditions are for the same requests");
}

void check_actions(const std::vector<Action>& actions, const Request& request) {
  if (!elb::check(actions, listener_port)) return;
  const auto complete = elb::complete(actions);
  require(elb::check(complete, listener_port).has_value(),
          "actions as AWS tells them may be sent again");
  require(elb::complete(complete) == complete, "actions are completed once");
  for (const Action& action : complete) {
    if (action.type == model::elbv2::ActionTypeEnum::redirect) {
      const elb::Redirect redirect = elb::make_redirect(*action.redirect_config);
      const std::string location = elb::location(redirect, request.view, listener_port);
      require(!location.empty(), "a redirect leads somewhere");
      require(location.find_first_of("\r\n") == std::string::npos, "a redirect is one line");
    }
  }
}

}  // namespace

/// The head of a request, and then a rule as JSON: what CreateRule takes.
void run_listener_rule(std::string_view input) {
  Request request;
  if (!read(input, request)) return;
  const auto document = json::parse(input.substr(request.head.size));
  if (!document) return;
  model::elbv2::CreateRuleInput rule;
  model::Violations violations;
  if (!json::decode(document->root(), rule, violations)) return;
  aws::check_constraints(model::shape_of<model::elbv2::CreateRuleInput>(), &rule, violations);
  if (!violations.empty()) return;
  check_conditions(rule.conditions, request);
  check_actions(rule.actions, request);
}

}  // namespace drydock::fuzz
