#include "api/elbv2/target_groups.h"

#include <algorithm>

#include "api/elbv2/description.h"
#include "api/elbv2/lookup.h"
#include "api/elbv2/tags.h"
#include "emulator/base/take.h"
#include "emulator/ec2/default_network.h"
#include "emulator/elb/health_check_rules.h"
#include "emulator/elb/name_rules.h"
#include "emulator/elb/network_rules.h"
#include "emulator/elb/new_records.h"
#include "emulator/elb/references.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/common.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb::api {
namespace {

using model::elbv2::CreateTargetGroupInput;
using model::elbv2::ProtocolEnum;
using model::elbv2::TargetTypeEnum;

/// CreateTargetGroup and ModifyTargetGroup name the parts of a health check alike.
template <class Request>
void take_health_check(const Request& request, HealthCheck& check) {
  take(request.health_check_enabled, check.enabled);
  take(request.health_check_protocol, check.protocol);
  take(request.health_check_port, check.port);
  take(request.health_check_path, check.path);
  take(request.health_check_interval_seconds, check.interval_seconds);
  take(request.health_check_timeout_seconds, check.timeout_seconds);
  take(request.healthy_threshold_count, check.healthy_threshold);
  take(request.unhealthy_threshold_count, check.unhealthy_threshold);
  if (request.matcher) take(request.matcher->http_code, check.matcher);
}

/// A matcher of gRPC codes is for target groups of that protocol version only.
Result<Done> check_matcher(const std::optional<model::elbv2::Matcher>& matcher) {
  if (!matcher || !matcher->grpc_code) return Done{};
  return validation_error(
      "gRPC codes are not supported for target groups of protocol version "
      "'HTTP1'");
}

/// Terraform's provider sends an empty one where its user says nothing, and AWS takes it so.
std::string protocol_version(const CreateTargetGroupInput& request) {
  const std::string given = request.protocol_version.value_or("");
  return given.empty() ? "HTTP1" : given;
}

/// What drydock's load balancers can send requests to: HTTP targets by address or by instance.
Result<Done> check_kind(const CreateTargetGroupInput& request, const World& world) {
  const auto type = request.target_type.value_or(TargetTypeEnum::instance);
  if (type != TargetTypeEnum::instance && type != TargetTypeEnum::ip) {
    return validation_error("drydock does not emulate targets of type '" +
                            std::string(model::to_text(type)) + "'");
  }
  if (!request.protocol) return validation_error("A protocol must be specified");
  if (*request.protocol != ProtocolEnum::http) {
    return validation_error("drydock emulates target groups of protocol 'HTTP' only, not '" +
                            std::string(model::to_text(*request.protocol)) + "'");
  }
  if (const std::string version = protocol_version(request); version != "HTTP1") {
    return validation_error("drydock emulates protocol version 'HTTP1' only, not '" + version +
                            "'");
  }
  if (!request.port) return validation_error("A port must be specified");
  if (!request.vpc_id) return validation_error("A VPC ID must be specified");
  return check_vpc(*request.vpc_id, ec2::default_network(world));
}

/// What else a target group of AWS's may have.
Result<Done> check_extras(const CreateTargetGroupInput& request) {
  if (request.ip_address_type == model::elbv2::TargetGroupIpAddressTypeEnum::ipv6) {
    return validation_error("drydock emulates target groups of IP address type 'ipv4' only");
  }
  if (request.target_control_port) {
    return validation_error("drydock does not emulate the target optimizer's control port");
  }
  return check_matcher(request.matcher);
}

Result<Done> check(const aws::Context& context, const CreateTargetGroupInput& request) {
  if (const auto name = check_name("Target group", request.name); !name) return name;
  if (const auto kind = check_kind(request, context.world); !kind) return kind;
  if (const auto extras = check_extras(request); !extras) return extras;
  return check_tags(request.tags);
}

TargetGroup wanted(const CreateTargetGroupInput& request) {
  TargetGroup made;
  made.name = request.name;
  made.protocol = *request.protocol;
  made.protocol_version = protocol_version(request);
  made.port = *request.port;
  made.vpc_id = *request.vpc_id;
  made.target_type = request.target_type.value_or(TargetTypeEnum::instance);
  take_health_check(request, made.health_check);
  return made;
}

bool is_same(const TargetGroup& one, const TargetGroup& other) {
  return one.protocol == other.protocol && one.port == other.port && one.vpc_id == other.vpc_id &&
         one.target_type == other.target_type && one.health_check == other.health_check;
}

model::elbv2::TargetGroup shown(const aws::Context& context, const TargetGroup& group) {
  const auto users = load_balancers_of(context.store, context.world, group.arn);
  return describe(group, {users.begin(), users.end()});
}

Result<std::vector<const TargetGroup*>> of_load_balancer(const aws::Context& context,
                                                         const std::string& arn) {
  const auto load_balancer = find_load_balancer(context, arn);
  if (!load_balancer) return load_balancer.error();
  std::vector<const TargetGroup*> found;
  for (const std::string& group : target_groups_of(context.store, context.world, arn)) {
    if (const auto* kept = context.store.find<TargetGroup>(context.world, group)) {
      found.push_back(kept);
    }
  }
  return found;
}

/// The target groups that the call names; all of them where it names none.
Result<std::vector<const TargetGroup*>> named(
    const aws::Context& context, const model::elbv2::DescribeTargetGroupsInput& request) {
  const auto arns = request.target_group_arns.value_or(std::vector<std::string>{});
  const auto names = request.names.value_or(std::vector<std::string>{});
  const int ways =
      (request.load_balancer_arn ? 1 : 0) + (arns.empty() ? 0 : 1) + (names.empty() ? 0 : 1);
  if (ways > 1) {
    return validation_error(
        "Target group names, target group ARNs and a load balancer ARN cannot be specified at the "
        "same time");
  }
  if (request.load_balancer_arn) return of_load_balancer(context, *request.load_balancer_arn);
  if (arns.empty() && names.empty()) return all<TargetGroup>(context);
  std::vector<const TargetGroup*> found;
  for (const std::string& arn : arns) {
    const auto group = find_target_group(context, arn);
    if (!group) return group.error();
    found.push_back(*group);
  }
  for (const std::string& name : names) {
    found.push_back(find_by_name<TargetGroup>(context, name));
    if (found.back() == nullptr) {
      return aws::Error(model::elbv2::error::target_group_not_found_exception,
                        "One or more target groups not found");
    }
  }
  std::ranges::sort(found, {}, [](const TargetGroup* group) { return group->arn; });
  return found;
}

}  // namespace

Result<model::elbv2::CreateTargetGroupOutput> create_target_group(
    aws::Context& context, const CreateTargetGroupInput& request) {
  if (const auto checked = check(context, request); !checked) return checked.error();
  TargetGroup made = wanted(request);
  if (const auto checked = check(made.health_check); !checked) return checked.error();
  const TargetGroup* kept = find_by_name<TargetGroup>(context, request.name);
  if (kept != nullptr && !is_same(*kept, made)) {
    return aws::Error(model::elbv2::error::duplicate_target_group_name_exception,
                      "A target group with the specified name already exists.");
  }
  if (kept == nullptr) {
    if (context.store.table<TargetGroup>(context.world).size() >= target_groups_max) {
      return aws::Error(model::elbv2::error::too_many_target_groups_exception,
                        "The maximum number of target groups has been reached");
    }
    made.arn = new_target_group_arn(context.world, request.name, context.ids);
    made.created_at = context.now;
    made.tags = tags_from(request.tags);
    kept = &context.store.put(context.world, std::move(made));
  }
  model::elbv2::CreateTargetGroupOutput output;
  output.target_groups.emplace().push_back(shown(context, *kept));
  return output;
}

Result<model::elbv2::DescribeTargetGroupsOutput> describe_target_groups(
    aws::Context& context, const model::elbv2::DescribeTargetGroupsInput& request) {
  auto found = named(context, request);
  if (!found) return found.error();
  auto page = page_of(*std::move(found), page_request(context, request, request.load_balancer_arn));
  if (!page) return page.error();
  model::elbv2::DescribeTargetGroupsOutput output;
  output.target_groups.emplace();
  for (const TargetGroup* group : page->items) {
    output.target_groups->push_back(shown(context, *group));
  }
  output.next_marker = std::move(page->next_token);
  return output;
}

Result<model::elbv2::ModifyTargetGroupOutput> modify_target_group(
    aws::Context& context, const model::elbv2::ModifyTargetGroupInput& request) {
  const auto found = find_target_group(context, request.target_group_arn);
  if (!found) return found.error();
  if (const auto matcher = check_matcher(request.matcher); !matcher) return matcher.error();
  HealthCheck health_check = (*found)->health_check;
  take_health_check(request, health_check);
  if (const auto checked = check(health_check); !checked) return checked.error();
  const TargetGroup& changed = context.store.change<TargetGroup>(
      context.world, request.target_group_arn,
      [&health_check](TargetGroup& record) { record.health_check = health_check; });
  model::elbv2::ModifyTargetGroupOutput output;
  output.target_groups.emplace().push_back(shown(context, changed));
  return output;
}

Result<model::elbv2::DeleteTargetGroupOutput> delete_target_group(
    aws::Context& context, const model::elbv2::DeleteTargetGroupInput& request) {
  const std::string& arn = request.target_group_arn;
  if (is_in_use(context.store, context.world, arn)) {
    return aws::Error(model::elbv2::error::resource_in_use_exception,
                      "The target group '" + arn + "' is currently in use by a listener or a rule");
  }
  erase_target_group(context.store, context.world, arn);
  return model::elbv2::DeleteTargetGroupOutput{};
}

}  // namespace drydock::elb::api
