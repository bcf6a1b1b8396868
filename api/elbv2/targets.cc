#include "api/elbv2/targets.h"

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>

#include "api/elbv2/lookup.h"
#include "emulator/ec2/default_network.h"
#include "emulator/elb/references.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target_health.h"

namespace drydock::elb::api {
namespace {

using model::elbv2::TargetDescription;
using model::elbv2::TargetTypeEnum;

int port_of(const TargetDescription& target, const TargetGroup& group) {
  return target.port.value_or(group.port);
}

/// An address for a group of addresses; this machine, the only instance, for one of instances.
Result<Done> check(const TargetDescription& target, const TargetGroup& group, const World& world) {
  if (group.target_type == TargetTypeEnum::ip) {
    boost::system::error_code error;
    boost::asio::ip::make_address_v4(target.id, error);
    if (error) {
      return validation_error("The IP address '" + target.id + "' is not a valid IPv4 address");
    }
    return Done{};
  }
  if (target.id != ec2::local_instance_id(world)) {
    return aws::Error(model::elbv2::error::invalid_target_exception,
                      "The specified target does not exist or is not in the same VPC as the target "
                      "group.");
  }
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
  for (const TargetDescription& target : request.targets) {
    if (const auto checked = check(target, **found, context.world); !checked) {
      return checked.error();
    }
  }
  context.store.change<TargetGroup>(
      context.world, request.target_group_arn, [&](TargetGroup& group) {
        for (const TargetDescription& target : request.targets) {
          register_target(group, target.id, port_of(target, group), context.now);
        }
      });
  return model::elbv2::RegisterTargetsOutput{};
}

Result<model::elbv2::DeregisterTargetsOutput> deregister_targets(
    aws::Context& context, const model::elbv2::DeregisterTargetsInput& request) {
  const auto found = find_target_group(context, request.target_group_arn);
  if (!found) return found.error();
  context.store.change<TargetGroup>(
      context.world, request.target_group_arn, [&](TargetGroup& group) {
        for (const TargetDescription& target : request.targets) {
          deregister_target(group, target.id, port_of(target, group), context.now);
        }
      });
  return model::elbv2::DeregisterTargetsOutput{};
}

Result<model::elbv2::DescribeTargetHealthOutput> describe_target_health(
    aws::Context& context, const model::elbv2::DescribeTargetHealthInput& request) {
  const auto found = find_target_group(context, request.target_group_arn);
  if (!found) return found.error();
  const TargetGroup& group = **found;
  const bool in_use = !load_balancers_of(context.store, context.world, group.arn).empty();
  const bool with_anomalies = wants_anomalies(request);
  model::elbv2::DescribeTargetHealthOutput output;
  auto& shown = output.target_health_descriptions.emplace();
  if (!request.targets || request.targets->empty()) {
    for (const Target& target : group.targets) {
      shown.push_back(describe(target, group, in_use, with_anomalies));
    }
    return output;
  }
  for (const TargetDescription& asked : *request.targets) {
    const Target* target = find_target(group, asked.id, port_of(asked, group));
    shown.push_back(target == nullptr ? describe_unknown(asked, group)
                                      : describe(*target, group, in_use, with_anomalies));
  }
  return output;
}

}  // namespace drydock::elb::api
