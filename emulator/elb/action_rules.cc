#include "emulator/elb/action_rules.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "emulator/elb/references.h"

namespace drydock::elb {
namespace {

using model::elbv2::Action;
using model::elbv2::ActionTypeEnum;

aws::Error invalid_action(std::string message) {
  return {model::elbv2::error::invalid_load_balancer_action_exception, std::move(message)};
}

aws::Error validation_error(std::string message) { return {"ValidationError", std::move(message)}; }

Result<Done> check_forward(const Action& action) {
  const auto shares = forward_shares(action);
  if (shares.empty()) return validation_error("A target group ARN must be specified");
  if (shares.size() > 5) {
    return aws::Error(model::elbv2::error::too_many_target_groups_exception,
                      "A forward action can have at most '5' target groups");
  }
  for (const Share& share : shares) {
    if (share.target_group_arn.empty()) {
      return validation_error("A target group ARN must be specified");
    }
    if (share.weight < 0 || share.weight > 999) {
      return validation_error("Target group weight '" + std::to_string(share.weight) +
                              "' must be between '0-999' inclusive");
    }
  }
  return Done{};
}

/// A redirect to the very URL that was asked for would never end.
Result<Done> check_redirect(const Action& action) {
  if (!action.redirect_config) return validation_error("A redirect config must be specified");
  const auto& config = *action.redirect_config;
  const bool keeps_protocol = config.protocol.value_or("#{protocol}") == "#{protocol}";
  const bool keeps_port = config.port.value_or("#{port}") == "#{port}";
  const bool keeps_host = config.host.value_or("#{host}") == "#{host}";
  const bool keeps_path = config.path.value_or("/#{path}") == "/#{path}";
  if (keeps_protocol && keeps_port && keeps_host && keeps_path) {
    return invalid_action(
        "The redirect configuration is not valid because it creates a loop. At least one of "
        "protocol, port, host or path must be changed.");
  }
  return Done{};
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
Result<Done> check_fixed_response(const Action& action) {
  if (!action.fixed_response_config) {
    return validation_error("A fixed response config must be specified");
  }
  return Done{};
}

Result<Done> check(const Action& action) {
  switch (action.type) {
    case ActionTypeEnum::forward:
      return check_forward(action);
    case ActionTypeEnum::redirect:
      return check_redirect(action);
    case ActionTypeEnum::fixed_response:
      return check_fixed_response(action);
    case ActionTypeEnum::authenticate_oidc:
    case ActionTypeEnum::authenticate_cognito:
    case ActionTypeEnum::jwt_validation:
      break;
  }
  return invalid_action("Actions of type '" + std::string(model::to_text(action.type)) +
                        "' are supported only on HTTPS listeners");
}

void complete(Action& action) {
  if (action.type == ActionTypeEnum::forward) {
    const auto shares = forward_shares(action);
    if (!action.forward_config) action.forward_config.emplace();
    auto& config = *action.forward_config;
    config.target_groups.emplace();
    for (const Share& share : shares) {
      config.target_groups->push_back(
          {.target_group_arn = share.target_group_arn, .weight = share.weight});
    }
    if (!config.target_group_stickiness_config) {
      config.target_group_stickiness_config.emplace().enabled = false;
    }
    action.target_group_arn.reset();
    if (shares.size() == 1) action.target_group_arn = shares.front().target_group_arn;
  }
  if (action.type == ActionTypeEnum::redirect) {
    auto& config = *action.redirect_config;
    config.protocol = config.protocol.value_or("#{protocol}");
    config.port = config.port.value_or("#{port}");
    config.host = config.host.value_or("#{host}");
    config.path = config.path.value_or("/#{path}");
    config.query = config.query.value_or("#{query}");
  }
}

}  // namespace

Result<Done> check(const std::vector<Action>& actions) {
  if (actions.empty()) return validation_error("An action must be specified");
  for (const Action& action : actions) {
    if (const auto checked = check(action); !checked) return checked;
  }
  if (actions.size() > 1) {
    return invalid_action(
        "Exactly one of 'forward', 'redirect' and 'fixed-response' actions must be specified");
  }
  return Done{};
}

std::vector<Action> complete(std::vector<Action> actions) {
  for (Action& action : actions) complete(action);
  return actions;
}

}  // namespace drydock::elb
