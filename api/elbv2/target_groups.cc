#include "api/elbv2/target_groups.h"

#include <algorithm>

#include "api/elbv2/description.h"
#include "api/elbv2/lookup.h"
#include "api/elbv2/tags.h"
#include "emulator/base/arn.h"
#include "emulator/elb/health_check_rules.h"
#include "emulator/elb/name_rules.h"
#include "emulator/elb/references.h"

namespace drydock::elb::api {
namespace {

using model::elbv2::CreateTargetGroupInput;
using model::elbv2::ProtocolEnum;
using model::elbv2::TargetTypeEnum;

template <class T>
void take(const std::optional<T>& given, T& kept) {
  if (given) kept = *given;
}

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

/// What drydock's load balancers can send requests to: HTTP targets by address or by instance.
Result<Done> check_kind(const CreateTargetGroupInput& request) {
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
  if (request.protocol_version.value_or("HTTP1") != "HTTP1") {
    return validation_error("drydock emulates protocol version 'HTTP1' only, not '" +
                            *request.protocol_version + "'");
  }
  if (!request.port) return validation_error("A port must be specified");
  if (!request.vpc_id) return validation_error("A VPC ID must be specified");
  return Done{};
}

TargetGroup wanted(const CreateTargetGroupInput& request) {
  TargetGroup made;
  made.name = request.name;
  made.protocol = *request.protocol;
  made.protocol_version = request.protocol_version.value_or("HTTP1");
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

const TargetGroup* find_by_name(const aws::Context& context, const std::string& name) {
  const auto& rows = context.store.table<TargetGroup>(context.world).rows();
  const auto found =
      std::ranges::find_if(rows, [&name](const auto& row) { return row.second.name == name; });
  return found == rows.end() ? nullptr : &found->second;
}

model::elbv2::TargetGroup shown(const aws::Context& context, const TargetGroup& group) {
  return describe(group, load_balancers_of(context.store, context.world, group.arn));
}

Result<std::vector<const TargetGroup*>> of_load_balancer(const aws::Context& context,
                                                         const std::string& arn) {
  const auto load_balancer = find_load_balancer(context, arn);
  if (!load_balancer) return load_balancer.error();
  std::vector<const TargetGroup*> found;
  for (const TargetGroup* group : all<TargetGroup>(context)) {
    const auto users = load_balancers_of(context.store, context.world, group->arn);
    if (std::ranges::find(users, arn) != users.end()) found.push_back(group);
  }
  return found;
}

/// The target groups that the call names; all of them where it names none.
Result<std::vector<const TargetGroup*>> named(
    const aws::Context& context, const model::elbv2::DescribeTargetGroupsInput& request) {
  if (request.load_balancer_arn) return of_load_balancer(context, *request.load_balancer_arn);
  const auto arns = request.target_group_arns.value_or(std::vector<std::string>{});
  const auto names = request.names.value_or(std::vector<std::string>{});
  if (arns.empty() && names.empty()) return all<TargetGroup>(context);
  std::vector<const TargetGroup*> found;
  for (const std::string& arn : arns) {
    const auto group = find_target_group(context, arn);
    if (!group) return group.error();
    found.push_back(*group);
  }
  for (const std::string& name : names) {
    found.push_back(find_by_name(context, name));
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
  if (const auto name = check_name("Target group", request.name); !name) return name.error();
  if (const auto kind = check_kind(request); !kind) return kind.error();
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  TargetGroup made = wanted(request);
  if (const auto checked = check(made.health_check); !checked) return checked.error();
  const TargetGroup* kept = find_by_name(context, request.name);
  if (kept != nullptr && !is_same(*kept, made)) {
    return aws::Error(model::elbv2::error::duplicate_target_group_name_exception,
                      "A target group with the specified name already exists.");
  }
  if (kept == nullptr) {
    made.arn = make_arn("elasticloadbalancing", context.world,
                        "targetgroup/" + request.name + "/" + context.ids.hex(16));
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
  auto page = page_of(*std::move(found), request.marker, request.page_size);
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
  if (!load_balancers_of(context.store, context.world, arn).empty()) {
    return aws::Error(model::elbv2::error::resource_in_use_exception,
                      "The target group '" + arn + "' is currently in use by a listener or a rule");
  }
  context.store.erase<TargetGroup>(context.world, arn);
  return model::elbv2::DeleteTargetGroupOutput{};
}

}  // namespace drydock::elb::api
