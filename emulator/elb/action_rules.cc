#include "emulator/elb/action_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "emulator/elb/errors.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/redirect_rules.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb {
namespace {

using model::elbv2::Action;
using model::elbv2::ActionTypeEnum;

/// AWS's words for the configuration that an action's type calls for and that is not there.
/// https://github.com/hashicorp/terraform/issues/32620
aws::Error missing(std::string_view type, std::string_view member) {
  return invalid_action("For actions of type '" + std::string(type) +
                        "', you must specify the following fields: '" + std::string(member) + "'");
}

/// "Specify only when Type is …", says the API reference of each; the words are drydock's.
Result<Done> check_members(const Action& action) {
  struct Member {
    std::string_view name;
    bool given;
    ActionTypeEnum of;
  };
  const Member members[] = {
      {"TargetGroupArn", action.target_group_arn.has_value(), ActionTypeEnum::forward},
      {"ForwardConfig", action.forward_config.has_value(), ActionTypeEnum::forward},
      {"RedirectConfig", action.redirect_config.has_value(), ActionTypeEnum::redirect},
      {"FixedResponseConfig", action.fixed_response_config.has_value(),
       ActionTypeEnum::fixed_response},
      {"AuthenticateOidcConfig", action.authenticate_oidc_config.has_value(),
       ActionTypeEnum::authenticate_oidc},
      {"AuthenticateCognitoConfig", action.authenticate_cognito_config.has_value(),
       ActionTypeEnum::authenticate_cognito},
      {"JwtValidationConfig", action.jwt_validation_config.has_value(),
       ActionTypeEnum::jwt_validation},
  };
  for (const Member& member : members) {
    if (!member.given || member.of == action.type) continue;
    return invalid_action("The field '" + std::string(member.name) +
                          "' is not compatible with actions of type '" +
                          std::string(model::to_text(action.type)) + "'");
  }
  return Done{};
}

Result<Done> check_share(const Share& share) {
  if (share.target_group_arn.empty()) {
    return validation_error("A target group ARN must be specified");
  }
  if (share.weight < 0 || share.weight > 999) {
    return validation_error("Target group weight '" + std::to_string(share.weight) +
                            "' must be between '0-999' inclusive");
  }
  return Done{};
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupStickinessConfig.html
Result<Done> check_stickiness(const model::elbv2::TargetGroupStickinessConfig& config) {
  if (!config.duration_seconds) {
    if (!config.enabled.value_or(false)) return Done{};
    return validation_error("Target group stickiness duration must be specified");
  }
  if (*config.duration_seconds >= 1 && *config.duration_seconds <= 604800) return Done{};
  return validation_error("Target group stickiness duration '" +
                          std::to_string(*config.duration_seconds) +
                          "' must be between '1-604800' inclusive");
}

/// "If you specify both ForwardConfig and TargetGroupArn, you can specify only one target group
/// using ForwardConfig and it must be the same target group specified in TargetGroupArn."
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
bool contradicts_itself(const Action& action, const std::vector<Share>& shares) {
  return action.target_group_arn && action.forward_config &&
         (shares.size() != 1 || shares.front().target_group_arn != *action.target_group_arn);
}

Result<Done> check_forward(const Action& action) {
  const auto shares = forward_shares(action);
  if (shares.empty()) return validation_error("A target group ARN must be specified");
  if (shares.size() > 5) {
    return aws::Error(model::elbv2::error::too_many_target_groups_exception,
                      "A forward action can have at most '5' target groups");
  }
  std::set<std::string_view> groups;
  for (const Share& share : shares) {
    if (const auto checked = check_share(share); !checked) return checked;
    if (!groups.insert(share.target_group_arn).second) {
      return invalid_action("The target group '" + share.target_group_arn +
                            "' was specified more than once in an action");
    }
  }
  if (contradicts_itself(action, shares)) {
    return invalid_action(
        "With both TargetGroupArn and ForwardConfig, the latter must have that one target group");
  }
  if (action.forward_config && action.forward_config->target_group_stickiness_config) {
    return check_stickiness(*action.forward_config->target_group_stickiness_config);
  }
  return Done{};
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
Result<Done> check_fixed_response(const Action& action) {
  if (!action.fixed_response_config) return missing("fixed-response", "FixedResponseConfig");
  constexpr std::array<std::string_view, 6> types = {
      "", "text/plain", "text/css", "text/html", "application/javascript", "application/json"};
  const std::string type = action.fixed_response_config->content_type.value_or("");
  if (std::ranges::find(types, type) != types.end()) return Done{};
  // As moto has observed it: https://github.com/getmoto/moto/blob/master/moto/elbv2/models.py
  return invalid_action(
      "The ContentType must be one of:'text/html', 'application/json', 'application/javascript', "
      "'text/css', 'text/plain'");
}

Result<Done> check(const Action& action, int port) {
  if (const auto members = check_members(action); !members) return members;
  switch (action.type) {
    case ActionTypeEnum::forward:
      return check_forward(action);
    case ActionTypeEnum::redirect:
      if (!action.redirect_config) return missing("redirect", "RedirectConfig");
      return check_redirect(*action.redirect_config, port);
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

Result<Done> check(const std::vector<Action>& actions, int port) {
  if (actions.empty()) return validation_error("An action must be specified");
  for (const Action& action : actions) {
    if (const auto checked = check(action, port); !checked) return checked;
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
