#include "api/elbv2/targets.h"

#include <algorithm>
#include <set>
#include <utility>

#include "api/elbv2/lookup.h"
#include "emulator/ec2/default_network.h"
#include "emulator/elb/network_rules.h"
#include "emulator/elb/references.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/target_health.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb::api {
namespace {

using model::elbv2::TargetDescription;
using model::elbv2::TargetTypeEnum;

int port_of(const TargetDescription& target, const TargetGroup& group) {
  return target.port.value_or(group.port);
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
constexpr std::size_t targets_max = 1000;

/// This machine is the only instance. A zone is not for instances, says the API reference.
Result<Done> check_instance(const TargetDescription& target, const World& world) {
  if (!target.id.starts_with("i-")) {
    // https://github.com/ansible/ansible/issues/30962
    return validation_error("Instance ID '" + target.id + "' is not valid");
  }
  if (target.id != ec2::local_instance_id(world)) {
    return aws::Error(model::elbv2::error::invalid_target_exception,
                      "The specified target does not exist or is not in the same VPC as the target "
                      "group.");
  }
  if (!target.availability_zone) return Done{};
  return validation_error(
      "An Availability Zone cannot be specified for targets of type 'instance'");
}

Result<Done> check(const TargetDescription& target, const TargetGroup& group, const World& world) {
  if (target.quic_server_id) {
    return validation_error("A QUIC server ID cannot be specified for targets of protocol 'HTTP'");
  }
  if (group.target_type == TargetTypeEnum::instance) return check_instance(target, world);
  return check_target_address(target, ec2::default_network(world));
}

aws::Error too_many_targets() {
  return {model::elbv2::error::too_many_targets_exception,
          "The maximum number of targets for a target group is '1000'"};
}

/// No call needs more than a group can have.
Result<Done> check_count(const std::vector<TargetDescription>& targets) {
  if (targets.empty()) return validation_error("A target must be specified");
  if (targets.size() > targets_max) return too_many_targets();
  return Done{};
}

/// All of the targets are right, and the group has room for those that it does not have.
Result<Done> check(const aws::Context& context, const std::vector<TargetDescription>& targets,
                   const TargetGroup& group) {
  if (const auto count = check_count(targets); !count) return count;
  std::set<std::string> added;
  for (const TargetDescription& target : targets) {
    if (const auto checked = check(target, group, context.world); !checked) return checked;
    const std::string key = target_key(group.arn, target.id, port_of(target, group));
    if (context.store.find<Target>(context.world, key) == nullptr) added.insert(key);
  }
  const std::size_t known = context.store.table<Target>(context.world).members(group.arn).size();
  if (known + added.size() > targets_max) return too_many_targets();
  return Done{};
}

/// Probes and requests go only to groups that some listener or rule names; the targets of another
/// are unused, save those that drain.
model::elbv2::TargetHealth health_of(const Target& target, bool group_is_in_use) {
  if (group_is_in_use || target.health.state == TargetState::draining) {
    return describe(target.health);
  }
  return describe_not_in_use();
}

bool wants_anomalies(const model::elbv2::DescribeTargetHealthInput& request) {
  return request.include && !request.include->empty();
}

model::elbv2::TargetHealthDescription describe(const Target& target, const TargetGroup& group,
                                               bool in_use, bool with_anomalies) {
  model::elbv2::TargetHealthDescription shown;
  shown.target.emplace().id = target.id;
  shown.target->port = target.port;
  shown.health_check_port = std::to_string(probe_port(group.health_check, target));
  shown.target_health = health_of(target, in_use);
  if (with_anomalies) {
    shown.anomaly_detection.emplace().result = model::elbv2::AnomalyResultEnum::normal;
    shown.anomaly_detection->mitigation_in_effect = model::elbv2::MitigationInEffectEnum::no;
  }
  return shown;
}

model::elbv2::TargetHealthDescription describe_unknown(const TargetDescription& asked,
                                                       const TargetGroup& group) {
  model::elbv2::TargetHealthDescription shown;
  shown.target.emplace().id = asked.id;
  shown.target->port = port_of(asked, group);
  shown.target_health = describe_not_registered();
  return shown;
}

}  // namespace

Result<model::elbv2::RegisterTargetsOutput> register_targets(
    aws::Context& context, const model::elbv2::RegisterTargetsInput& request) {
  const auto found = find_target_group(context, request.target_group_arn);
  if (!found) return found.error();
  const auto checked = check(context, request.targets, **found);
  if (!checked) return checked.error();
  for (const TargetDescription& target : request.targets) {
    register_target(context.store, context.world, request.target_group_arn, target.id,
                    port_of(target, **found), context.now);
  }
  return model::elbv2::RegisterTargetsOutput{};
}

Result<model::elbv2::DeregisterTargetsOutput> deregister_targets(
    aws::Context& context, const model::elbv2::DeregisterTargetsInput& request) {
  const auto found = find_target_group(context, request.target_group_arn);
  if (!found) return found.error();
  if (const auto count = check_count(request.targets); !count) return count.error();
  for (const TargetDescription& target : request.targets) {
    deregister_target(context.store, context.world, request.target_group_arn, target.id,
                      port_of(target, **found), context.now);
  }
  return model::elbv2::DeregisterTargetsOutput{};
}

Result<model::elbv2::DescribeTargetHealthOutput> describe_target_health(
    aws::Context& context, const model::elbv2::DescribeTargetHealthInput& request) {
  const auto found = find_target_group(context, request.target_group_arn);
  if (!found) return found.error();
  const TargetGroup& group = **found;
  const bool in_use = is_in_use(context.store, context.world, group.arn);
  const bool with_anomalies = wants_anomalies(request);
  model::elbv2::DescribeTargetHealthOutput output;
  auto& shown = output.target_health_descriptions.emplace();
  if (!request.targets || request.targets->empty()) {
    for (const auto& [key, target] :
         context.store.table<Target>(context.world).members(group.arn)) {
      shown.push_back(describe(*target, group, in_use, with_anomalies));
    }
    return output;
  }
  if (const auto count = check_count(*request.targets); !count) return count.error();
  for (const TargetDescription& asked : *request.targets) {
    const Target* target =
        find_target(context.store, context.world, group.arn, asked.id, port_of(asked, group));
    shown.push_back(target == nullptr ? describe_unknown(asked, group)
                                      : describe(*target, group, in_use, with_anomalies));
  }
  return output;
}

}  // namespace drydock::elb::api
