#include "api/elbv2/lookup.h"

#include <algorithm>

namespace drydock::elb::api {
namespace {

template <class Record>
Result<const Record*> find(const aws::Context& context, const std::string& arn,
                           std::string_view code, std::string message) {
  const Record* found = context.store.find<Record>(context.world, arn);
  if (found == nullptr) return aws::Error(code, std::move(message));
  return found;
}

/// "…:listener/app/N/L/X" as "…:listener-rule/app/N/L/X".
std::string rule_prefix(const std::string& listener_arn) {
  constexpr std::string_view kind = ":listener/";
  std::string arn = listener_arn;
  return arn.replace(arn.find(kind), kind.size(), ":listener-rule/");
}

}  // namespace

aws::Error validation_error(std::string message) { return {"ValidationError", std::move(message)}; }

Result<const LoadBalancer*> find_load_balancer(const aws::Context& context,
                                               const std::string& arn) {
  return find<LoadBalancer>(context, arn, model::elbv2::error::load_balancer_not_found_exception,
                            "Load balancers '[" + arn + "]' not found");
}

Result<const TargetGroup*> find_target_group(const aws::Context& context, const std::string& arn) {
  return find<TargetGroup>(context, arn, model::elbv2::error::target_group_not_found_exception,
                           "One or more target groups not found");
}

Result<const Listener*> find_listener(const aws::Context& context, const std::string& arn) {
  return find<Listener>(context, arn, model::elbv2::error::listener_not_found_exception,
                        "The specified listener does not exist.");
}

Result<const Rule*> find_rule(const aws::Context& context, const std::string& arn) {
  return find<Rule>(context, arn, model::elbv2::error::rule_not_found_exception,
                    "The specified rule does not exist.");
}

std::vector<const Rule*> rules_of(const aws::Context& context, const std::string& listener_arn) {
  auto rules = context.store.table<Rule>(context.world).indexed(listener_arn);
  std::ranges::sort(rules, {}, [](const Rule* rule) { return rule->priority; });
  return rules;
}

std::string default_rule_arn(const Listener& listener) {
  return rule_prefix(listener.arn) + listener.arn.substr(listener.arn.rfind('/'));
}

const Listener* listener_of_default_rule(const aws::Context& context, const std::string& arn) {
  const auto& listeners = context.store.table<Listener>(context.world).rows();
  const auto found = std::ranges::find_if(
      listeners, [&arn](const auto& row) { return default_rule_arn(row.second) == arn; });
  return found == listeners.end() ? nullptr : &found->second;
}

}  // namespace drydock::elb::api
