#include "api/elbv2/lookup.h"

#include <algorithm>

#include "emulator/base/arn.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb::api {
namespace {

/// AWS calls the ARN of another region no valid one, in these words:
/// https://github.com/hashicorp/terraform-provider-aws/issues/4552
bool is_of_another_region(const aws::Context& context, const std::string& text) {
  const auto arn = Arn::parse(text);
  return arn && arn->region != context.world.region;
}

template <class Record>
Result<const Record*> find(const aws::Context& context, const std::string& arn,
                           std::string_view what, std::string_view code, std::string message) {
  if (is_of_another_region(context, arn)) {
    return validation_error("'" + arn + "' is not a valid " + std::string(what) + " ARN");
  }
  const Record* found = context.store.find<Record>(context.world, arn);
  if (found == nullptr) return aws::Error(code, std::move(message));
  return found;
}

}  // namespace

aws::Error invalid_marker() { return validation_error("The marker is not valid"); }

Result<const LoadBalancer*> find_load_balancer(const aws::Context& context,
                                               const std::string& arn) {
  return find<LoadBalancer>(context, arn, "load balancer",
                            model::elbv2::error::load_balancer_not_found_exception,
                            "Load balancers '[" + arn + "]' not found");
}

Result<const TargetGroup*> find_target_group(const aws::Context& context, const std::string& arn) {
  return find<TargetGroup>(context, arn, "target group",
                           model::elbv2::error::target_group_not_found_exception,
                           "One or more target groups not found");
}

Result<const Listener*> find_listener(const aws::Context& context, const std::string& arn) {
  return find<Listener>(context, arn, "listener", model::elbv2::error::listener_not_found_exception,
                        "The specified listener does not exist.");
}

Result<const Rule*> find_rule(const aws::Context& context, const std::string& arn) {
  return find<Rule>(context, arn, "listener rule", model::elbv2::error::rule_not_found_exception,
                    "The specified rule does not exist.");
}

std::vector<const Rule*> rules_of(const aws::Context& context, const std::string& listener_arn) {
  auto rules = context.store.table<Rule>(context.world).indexed(listener_arn);
  std::ranges::sort(rules, {}, [](const Rule* rule) { return rule->priority; });
  return rules;
}

const Listener* listener_of_default_rule(const aws::Context& context, const std::string& arn) {
  return elb::listener_of_default_rule(context.store, context.world, arn);
}

}  // namespace drydock::elb::api
