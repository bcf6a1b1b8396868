#include "api/events/rules.h"

#include "api/events/lookup.h"
#include "api/events/tags.h"
#include "emulator/base/schedule_expression.h"
#include "emulator/events/event_pattern.h"

namespace drydock::events::api {
namespace {

using model::events::RuleState;

RuleState state_of(const Rule& rule) {
  return rule.enabled ? RuleState::enabled : RuleState::disabled;
}

/// A rule has no at(...), and "rate(1 minutes)" is none.
bool is_schedule_of_rule(std::string_view text) {
  const auto schedule = ScheduleExpression::parse(text);
  return schedule && !schedule->is_once() && schedule->has_fitting_unit();
}

/// What a rule goes by: a pattern, a schedule, or both.
Result<Done> check(const model::events::PutRuleRequest& request) {
  const bool has_pattern = request.event_pattern && !request.event_pattern->empty();
  const bool has_schedule = request.schedule_expression && !request.schedule_expression->empty();
  if (!has_pattern && !has_schedule) {
    return validation_error("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (has_pattern) {
    const auto pattern = EventPattern::parse(*request.event_pattern);
    if (!pattern) return pattern.error();
  }
  if (has_schedule && !is_schedule_of_rule(*request.schedule_expression)) {
    return validation_error("Parameter ScheduleExpression is not valid.");
  }
  if (request.state == RuleState::enabled_with_all_cloudtrail_management_events) {
    return validation_error(
        "State ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS: drydock has no CloudTrail.");
  }
  return Done{};
}

std::optional<std::string> unless_empty(const std::optional<std::string>& text) {
  return text && !text->empty() ? text : std::nullopt;
}

model::events::Rule shown(const World& world, const Rule& rule) {
  model::events::Rule shown;
  shown.name = rule.name;
  shown.arn = rule_arn(world, rule.name);
  shown.event_pattern = rule.event_pattern;
  shown.state = state_of(rule);
  shown.description = rule.description;
  shown.schedule_expression = rule.schedule_expression;
  shown.role_arn = rule.role_arn;
  shown.event_bus_name = std::string(default_bus);
  return shown;
}

template <class Request>
Result<Done> set_enabled(aws::Context& context, const Request& request, bool enabled) {
  const auto rule = find_rule(context, request.event_bus_name, request.name);
  if (!rule) return rule.error();
  context.store.change<Rule>(context.world, (*rule)->name, [&](Rule& record) {
    if (enabled && !record.enabled) record.scheduled_from = context.now;
    record.enabled = enabled;
  });
  return Done{};
}

}  // namespace

Result<model::events::PutRuleResponse> put_rule(aws::Context& context,
                                                const model::events::PutRuleRequest& request) {
  if (const auto checked = check_bus(context, request.event_bus_name); !checked) {
    return checked.error();
  }
  if (const auto checked = check(request); !checked) return checked.error();
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  const auto* before = context.store.find<Rule>(context.world, request.name);
  if (before == nullptr && context.store.table<Rule>(context.world).rows().size() >= rules_max) {
    return limit_exceeded();
  }
  Rule rule{.name = request.name};
  if (before != nullptr) {
    rule.targets = before->targets;
    // "If you are updating an existing rule, any tags you specify in the PutRule operation are
    // ignored."
    rule.tags = before->tags;
  } else if (request.tags) {
    rule.tags = *request.tags;
  }
  rule.event_pattern = unless_empty(request.event_pattern);
  rule.schedule_expression = unless_empty(request.schedule_expression);
  rule.enabled = request.state != RuleState::disabled;
  rule.description = request.description;
  rule.role_arn = request.role_arn;
  rule.scheduled_from = context.now;
  context.store.put(context.world, std::move(rule));
  return model::events::PutRuleResponse{.rule_arn = rule_arn(context.world, request.name)};
}

Result<Done> delete_rule(aws::Context& context, const model::events::DeleteRuleRequest& request) {
  if (const auto checked = check_bus(context, request.event_bus_name); !checked) return checked;
  const auto* rule = context.store.find<Rule>(context.world, request.name);
  if (rule == nullptr) return Done{};
  if (!rule->targets.empty())
    return validation_error("Rule can't be deleted since it has targets.");
  context.store.erase<Rule>(context.world, request.name);
  return Done{};
}

Result<model::events::DescribeRuleResponse> describe_rule(
    aws::Context& context, const model::events::DescribeRuleRequest& request) {
  const auto found = find_rule(context, request.event_bus_name, request.name);
  if (!found) return found.error();
  const Rule& rule = **found;
  model::events::DescribeRuleResponse response;
  response.name = rule.name;
  response.arn = rule_arn(context.world, rule.name);
  response.event_pattern = rule.event_pattern;
  response.schedule_expression = rule.schedule_expression;
  response.state = state_of(rule);
  response.description = rule.description;
  response.role_arn = rule.role_arn;
  response.event_bus_name = std::string(default_bus);
  response.created_by = context.world.account;
  return response;
}

Result<model::events::ListRulesResponse> list_rules(
    aws::Context& context, const model::events::ListRulesRequest& request) {
  if (const auto checked = check_bus(context, request.event_bus_name); !checked) {
    return checked.error();
  }
  std::vector<model::events::Rule> rules;
  for (const auto& [name, rule] : context.store.table<Rule>(context.world).rows()) {
    if (!name.starts_with(request.name_prefix.value_or(""))) continue;
    rules.push_back(shown(context.world, rule));
  }
  auto page = page_of(context, std::move(rules), request.next_token, request.limit,
                      [](const model::events::Rule& rule) { return *rule.name; });
  if (!page) return page.error();
  return model::events::ListRulesResponse{.rules = std::move(page->items),
                                          .next_token = std::move(page->next_token)};
}

Result<model::events::ListRuleNamesByTargetResponse> list_rule_names_by_target(
    aws::Context& context, const model::events::ListRuleNamesByTargetRequest& request) {
  if (const auto checked = check_bus(context, request.event_bus_name); !checked) {
    return checked.error();
  }
  std::vector<std::string> names;
  for (const auto& [name, rule] : context.store.table<Rule>(context.world).rows()) {
    const bool has = std::ranges::find(rule.targets, request.target_arn,
                                       &model::events::Target::arn) != rule.targets.end();
    if (has) names.push_back(rule.name);
  }
  auto page = page_of(
      context, std::move(names), request.next_token, request.limit,
      [](const std::string& name) { return name; }, request.target_arn);
  if (!page) return page.error();
  return model::events::ListRuleNamesByTargetResponse{.rule_names = std::move(page->items),
                                                      .next_token = std::move(page->next_token)};
}

Result<Done> enable_rule(aws::Context& context, const model::events::EnableRuleRequest& request) {
  return set_enabled(context, request, true);
}

Result<Done> disable_rule(aws::Context& context, const model::events::DisableRuleRequest& request) {
  return set_enabled(context, request, false);
}

}  // namespace drydock::events::api
