#include "api/elbv2/rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "api/elbv2/description.h"
#include "api/elbv2/forwards.h"
#include "api/elbv2/lookup.h"
#include "api/elbv2/tags.h"
#include "emulator/elb/action_rules.h"
#include "emulator/elb/condition_rules.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/new_records.h"
#include "emulator/elb/traffic_split.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb::api {
namespace {

aws::Error priority_in_use() {
  return {model::elbv2::error::priority_in_use_exception, "The specified priority is in use."};
}

Result<Done> check_transforms(
    const std::optional<std::vector<model::elbv2::RuleTransform>>& given) {
  if (!given || given->empty()) return Done{};
  return validation_error("drydock does not emulate transforms of requests");
}

/// The words on a call that changes nothing are as moto has observed them:
/// https://github.com/getmoto/moto/blob/master/moto/elbv2/exceptions.py
Result<Done> check_changes(const model::elbv2::ModifyRuleInput& request) {
  if (const auto transforms = check_transforms(request.transforms); !transforms) return transforms;
  const bool conditions = request.conditions && !request.conditions->empty();
  const bool actions = request.actions && !request.actions->empty();
  // No rule has transforms, so to take them away changes nothing and is right.
  if (conditions || actions || request.reset_transforms.value_or(false)) return Done{};
  return validation_error("Either conditions or actions must be specified");
}

Result<Done> check(const aws::Context& context, const Listener& listener,
                   const model::elbv2::CreateRuleInput& request) {
  if (const auto tags = check_tags(request.tags); !tags) return tags;
  if (const auto transforms = check_transforms(request.transforms); !transforms) return transforms;
  if (const auto conditions = elb::check(request.conditions); !conditions) return conditions;
  const auto actions =
      check_actions(context, listener.load_balancer_arn, listener.port, request.actions);
  if (!actions) return actions;
  const auto siblings = rules_of(context, listener.arn);
  if (std::ranges::find(siblings, request.priority, &Rule::priority) != siblings.end()) {
    return priority_in_use();
  }
  if (count_rules(context.store, context.world, listener.load_balancer_arn) >= rules_max) {
    return aws::Error(model::elbv2::error::too_many_rules_exception,
                      "The maximum number of rules for a load balancer is '100'");
  }
  return Done{};
}

model::elbv2::ModifyRuleOutput modified(model::elbv2::Rule rule) {
  model::elbv2::ModifyRuleOutput output;
  output.rules.emplace().push_back(std::move(rule));
  return output;
}

Result<model::elbv2::ModifyRuleOutput> modify_default_rule(
    aws::Context& context, const Listener& listener, const model::elbv2::ModifyRuleInput& request) {
  if (request.conditions && !request.conditions->empty()) {
    return aws::Error(model::elbv2::error::operation_not_permitted_exception,
                      "The conditions of a default rule cannot be modified");
  }
  if (request.actions && !request.actions->empty()) {
    const auto checked =
        check_actions(context, listener.load_balancer_arn, listener.port, *request.actions);
    if (!checked) return checked.error();
    context.store.change<Listener>(
        context.world, std::string(listener.arn),
        [&request](Listener& record) { record.default_actions = complete(*request.actions); });
  }
  return modified(describe_default_rule(*listener_of_default_rule(context, request.rule_arn)));
}

/// The rules that the call names by ARN, default ones among them.
Result<std::vector<model::elbv2::Rule>> named(const aws::Context& context,
                                              const std::vector<std::string>& arns) {
  std::vector<model::elbv2::Rule> found;
  for (const std::string& arn : arns) {
    if (const Listener* listener = listener_of_default_rule(context, arn)) {
      found.push_back(describe_default_rule(*listener));
      continue;
    }
    const Rule* rule = context.store.find<Rule>(context.world, arn);
    if (rule == nullptr) {
      return aws::Error(model::elbv2::error::rule_not_found_exception,
                        "One or more rules not found");
    }
    found.push_back(describe(*rule));
  }
  return found;
}

Result<std::vector<model::elbv2::Rule>> of_listener(const aws::Context& context,
                                                    const std::string& arn) {
  const auto listener = find_listener(context, arn);
  if (!listener) return listener.error();
  std::vector<model::elbv2::Rule> found;
  for (const Rule* rule : rules_of(context, arn)) found.push_back(describe(*rule));
  found.push_back(describe_default_rule(**listener));
  return found;
}

/// Sorts as rules are tried: by priority as a number, the default one last.
std::string page_key(const model::elbv2::Rule& rule) {
  if (rule.is_default.value_or(false)) return "default" + *rule.rule_arn;
  const std::string priority = rule.priority.value_or("");
  return std::string(6 - std::min<std::size_t>(6, priority.size()), '0') + priority +
         *rule.rule_arn;
}

/// The rule that is to have another priority, which the default one never has.
Result<const Rule*> rule_of(const aws::Context& context,
                            const model::elbv2::RulePriorityPair& pair) {
  if (!pair.rule_arn) return validation_error("A rule ARN must be specified");
  if (!pair.priority) return validation_error("A rule priority must be specified");
  if (listener_of_default_rule(context, *pair.rule_arn) != nullptr) {
    return aws::Error(model::elbv2::error::operation_not_permitted_exception,
                      "The priority of a default rule cannot be changed");
  }
  return find_rule(context, *pair.rule_arn);
}

/// The new priorities by rule. No two rules of one listener may end up with the same.
Result<std::map<std::string, int>> wanted_priorities(
    const aws::Context& context, const model::elbv2::SetRulePrioritiesInput& request) {
  if (request.rule_priorities.empty()) {
    return validation_error("A rule priority must be specified");
  }
  std::map<std::string, int> wanted;
  std::set<int> given;
  std::string listener_arn;
  for (const auto& pair : request.rule_priorities) {
    const auto rule = rule_of(context, pair);
    if (!rule) return rule.error();
    if (!given.insert(*pair.priority).second) {
      return validation_error("Priority '" + std::to_string(*pair.priority) +
                              "' was provided multiple times");
    }
    if (!wanted.emplace((*rule)->arn, *pair.priority).second) {
      return validation_error("Rule '" + (*rule)->arn + "' was provided multiple times");
    }
    if (!listener_arn.empty() && (*rule)->listener_arn != listener_arn) {
      return validation_error("The rules must be of the same listener");
    }
    listener_arn = (*rule)->listener_arn;
  }
  for (const Rule* rule : rules_of(context, listener_arn)) {
    if (!wanted.contains(rule->arn) && given.contains(rule->priority)) return priority_in_use();
  }
  return wanted;
}

}  // namespace

Result<model::elbv2::CreateRuleOutput> create_rule(aws::Context& context,
                                                   const model::elbv2::CreateRuleInput& request) {
  const auto listener = find_listener(context, request.listener_arn);
  if (!listener) return listener.error();
  if (const auto checked = check(context, **listener, request); !checked) return checked.error();
  Rule made;
  made.arn = new_rule_arn(**listener, context.ids);
  made.listener_arn = request.listener_arn;
  made.priority = request.priority;
  made.conditions = complete(request.conditions);
  made.actions = complete(request.actions);
  made.tags = tags_from(request.tags);
  model::elbv2::CreateRuleOutput output;
  output.rules.emplace().push_back(describe(context.store.put(context.world, std::move(made))));
  return output;
}

Result<model::elbv2::DescribeRulesOutput> describe_rules(
    aws::Context& context, const model::elbv2::DescribeRulesInput& request) {
  const auto arns = request.rule_arns.value_or(std::vector<std::string>{});
  if (!request.listener_arn && arns.empty()) {
    return validation_error("You must specify either listener rule ARNs or a listener ARN");
  }
  if (request.listener_arn && !arns.empty()) {
    return validation_error(
        "Listener rule ARNs and a listener ARN cannot be specified at the same time");
  }
  auto found =
      request.listener_arn ? of_listener(context, *request.listener_arn) : named(context, arns);
  if (!found) return found.error();
  std::ranges::sort(*found, {}, page_key);
  auto page = aws::page_of(*std::move(found), page_request(context, request, request.listener_arn),
                           page_key);
  if (!page) return invalid_marker();
  return model::elbv2::DescribeRulesOutput{.rules = std::move(page->items),
                                           .next_marker = std::move(page->next_token)};
}

Result<model::elbv2::ModifyRuleOutput> modify_rule(aws::Context& context,
                                                   const model::elbv2::ModifyRuleInput& request) {
  if (const auto changes = check_changes(request); !changes) return changes.error();
  if (const Listener* listener = listener_of_default_rule(context, request.rule_arn)) {
    return modify_default_rule(context, *listener, request);
  }
  const auto found = find_rule(context, request.rule_arn);
  if (!found) return found.error();
  Rule changed = **found;
  if (request.conditions && !request.conditions->empty()) {
    if (const auto checked = elb::check(*request.conditions); !checked) return checked.error();
    changed.conditions = complete(*request.conditions);
  }
  if (request.actions && !request.actions->empty()) {
    const auto listener = find_listener(context, changed.listener_arn);
    if (!listener) return listener.error();
    const auto checked =
        check_actions(context, (*listener)->load_balancer_arn, (*listener)->port, *request.actions);
    if (!checked) return checked.error();
    changed.actions = complete(*request.actions);
  }
  return modified(describe(context.store.put(context.world, std::move(changed))));
}

Result<model::elbv2::SetRulePrioritiesOutput> set_rule_priorities(
    aws::Context& context, const model::elbv2::SetRulePrioritiesInput& request) {
  const auto wanted = wanted_priorities(context, request);
  if (!wanted) return wanted.error();
  model::elbv2::SetRulePrioritiesOutput output;
  output.rules.emplace();
  for (const auto& [arn, priority] : *wanted) {
    const int given = priority;
    const Rule& changed = context.store.change<Rule>(
        context.world, arn, [given](Rule& record) { record.priority = given; });
    output.rules->push_back(describe(changed));
  }
  return output;
}

Result<model::elbv2::DeleteRuleOutput> delete_rule(aws::Context& context,
                                                   const model::elbv2::DeleteRuleInput& request) {
  if (listener_of_default_rule(context, request.rule_arn) != nullptr) {
    return aws::Error(model::elbv2::error::operation_not_permitted_exception,
                      "Default rule '" + request.rule_arn + "' cannot be deleted");
  }
  const auto found = find_rule(context, request.rule_arn);
  if (!found) return found.error();
  context.store.erase<Rule>(context.world, request.rule_arn);
  return model::elbv2::DeleteRuleOutput{};
}

}  // namespace drydock::elb::api
