#include "api/codedeploy/deployment_groups.h"

#include <utility>

#include "api/codedeploy/lookup.h"
#include "api/codedeploy/tags.h"
#include "emulator/base/joined.h"
#include "emulator/codedeploy/deployment_config.h"
#include "emulator/codedeploy/group_rules.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy::api {
namespace {

namespace wire = model::codedeploy;

template <class List>
bool has_any(const std::optional<List>& list) {
  return list && !list->empty();
}

/// The first member that a request has for EC2 instances, or empty.
template <class Request>
std::string of_instances(const Request& request) {
  if (has_any(request.ec2_tag_filters)) return "ec2TagFilters";
  if (has_any(request.on_premises_instance_tag_filters)) return "onPremisesInstanceTagFilters";
  if (has_any(request.auto_scaling_groups)) return "autoScalingGroups";
  if (request.ec2_tag_set && has_any(request.ec2_tag_set->ec2_tag_set_list)) return "ec2TagSet";
  const auto& on_premises = request.on_premises_tag_set;
  if (on_premises && has_any(on_premises->on_premises_tag_set_list)) return "onPremisesTagSet";
  if (request.ec2_deployment_options) return "ec2DeploymentOptions";
  if (request.termination_hook_enabled.value_or(false)) return "terminationHookEnabled";
  return {};
}

template <class Request>
GroupSettings settings_of(const Request& request) {
  return {.config_name = request.deployment_config_name,
          .service_role_arn = request.service_role_arn,
          .ecs_services = request.ecs_services,
          .load_balancer_info = request.load_balancer_info,
          .blue_green = request.blue_green_deployment_configuration,
          .style = request.deployment_style,
          .auto_rollback = request.auto_rollback_configuration,
          .alarms = request.alarm_configuration,
          .triggers = request.trigger_configurations,
          .outdated_instances_strategy = request.outdated_instances_strategy,
          .of_instances = of_instances(request)};
}

std::optional<wire::LastDeploymentInfo> last_of(const aws::Context& context,
                                                const std::string& id) {
  const auto* deployment = context.store.find<Deployment>(context.world, id);
  if (deployment == nullptr) return std::nullopt;
  return wire::LastDeploymentInfo{.deployment_id = id,
                                  .status = deployment->status,
                                  .end_time = deployment->completed_at,
                                  .create_time = deployment->created_at};
}

wire::DeploymentGroupInfo describe(const aws::Context& context, const std::string& application,
                                   const DeploymentGroup& group) {
  wire::DeploymentGroupInfo shown;
  shown.application_name = application;
  shown.deployment_group_id = group.id;
  shown.deployment_group_name = group.name;
  shown.deployment_config_name = group.config_name;
  shown.service_role_arn = group.service_role_arn;
  shown.alarm_configuration = group.alarms;
  shown.auto_rollback_configuration = group.auto_rollback;
  shown.deployment_style =
      wire::DeploymentStyle{.deployment_type = wire::DeploymentType::blue_green,
                            .deployment_option = wire::DeploymentOption::with_traffic_control};
  shown.outdated_instances_strategy = group.outdated_instances_strategy;
  shown.blue_green_deployment_configuration = group.blue_green;
  shown.load_balancer_info = group.load_balancer_info;
  shown.last_attempted_deployment = last_of(context, group.last_attempted);
  shown.last_successful_deployment = last_of(context, group.last_successful);
  shown.compute_platform = wire::ComputePlatform::ecs;
  shown.ecs_services = {group.ecs_service};
  const auto* current = context.store.find<Deployment>(context.world, group.last_successful);
  if (current != nullptr && current->revision.revision_type) {
    shown.target_revision = without_content(current->revision);
  }
  return shown;
}

Result<Done> check_new_name(const aws::Context& context, const Application& application,
                            const std::string& name) {
  if (!find_group(context, application, name)) return Done{};
  return aws::Error(wire::error::deployment_group_already_exists_exception,
                    "Deployment group already exists: " + name);
}

Result<Done> check_number(const aws::Context& context, const Application& application) {
  const auto groups = context.store.table<DeploymentGroup>(context.world).indexed(application.id);
  if (groups.size() < deployment_groups_max) return Done{};
  return aws::Error(wire::error::deployment_group_limit_exceeded_exception,
                    "The maximum number of deployment groups of an application, 1000, has been "
                    "reached.");
}

}  // namespace

Result<wire::CreateDeploymentGroupOutput> create_deployment_group(
    aws::Context& context, const wire::CreateDeploymentGroupInput& request) {
  const auto application = find_application(context, request.application_name);
  if (!application) return application.error();
  const auto tags = request.tags.value_or(std::vector<wire::Tag>());
  for (const auto& checked : {check_new_name(context, **application, request.deployment_group_name),
                              check_number(context, **application), check_tags(tags)}) {
    if (!checked) return checked.error();
  }
  DeploymentGroup group;
  group.name = request.deployment_group_name;
  group.id = context.ids.uuid();
  group.application_id = (*application)->id;
  group.config_name = std::string(default_config);
  group.created_at = context.now;
  group.tags = tags;
  auto made = configured(context.store, context.world, std::move(group), settings_of(request));
  if (!made) return made.error();
  const auto& kept = context.store.put(context.world, *std::move(made));
  return wire::CreateDeploymentGroupOutput{.deployment_group_id = kept.id};
}

Result<wire::GetDeploymentGroupOutput> get_deployment_group(
    aws::Context& context, const wire::GetDeploymentGroupInput& request) {
  const auto group = find_group(context, request.application_name, request.deployment_group_name);
  if (!group) return group.error();
  return wire::GetDeploymentGroupOutput{.deployment_group_info =
                                            describe(context, request.application_name, **group)};
}

Result<wire::BatchGetDeploymentGroupsOutput> batch_get_deployment_groups(
    aws::Context& context, const wire::BatchGetDeploymentGroupsInput& request) {
  const auto application = find_application(context, request.application_name);
  if (!application) return application.error();
  if (request.deployment_group_names.size() > items_per_page) {
    return aws::Error(wire::error::batch_limit_exceeded_exception,
                      "The maximum number of names or IDs allowed for this request (100) was "
                      "exceeded.");
  }
  wire::BatchGetDeploymentGroupsOutput output;
  output.deployment_groups_info.emplace();
  for (const std::string& name : request.deployment_group_names) {
    const auto group = find_group(context, **application, name);
    if (group) {
      output.deployment_groups_info->push_back(
          describe(context, request.application_name, **group));
    } else {
      output.error_message = group.error().message();
    }
  }
  return output;
}

Result<wire::ListDeploymentGroupsOutput> list_deployment_groups(
    aws::Context& context, const wire::ListDeploymentGroupsInput& request) {
  const auto application = find_application(context, request.application_name);
  if (!application) return application.error();
  std::vector<std::string> names;
  for (const DeploymentGroup* group :
       context.store.table<DeploymentGroup>(context.world).indexed((*application)->id)) {
    names.push_back(group->name);
  }
  auto page = aws::page_of(
      std::move(names),
      aws::page_request(context, request.next_token, items_per_page, (*application)->id),
      [](const std::string& name) -> const std::string& { return name; });
  if (!page) return invalid_token();
  return wire::ListDeploymentGroupsOutput{.application_name = request.application_name,
                                          .deployment_groups = std::move(page->items),
                                          .next_token = std::move(page->next_token)};
}

Result<wire::UpdateDeploymentGroupOutput> update_deployment_group(
    aws::Context& context, const wire::UpdateDeploymentGroupInput& request) {
  const auto application = find_application(context, request.application_name);
  if (!application) return application.error();
  const auto group = find_group(context, **application, request.current_deployment_group_name);
  if (!group) return group.error();
  const std::string before = (*group)->key();
  const std::string name = request.new_deployment_group_name.value_or((*group)->name);
  if (name != (*group)->name) {
    const auto checked = check_new_name(context, **application, name);
    if (!checked) return checked.error();
  }
  auto changed = configured(context.store, context.world, **group, settings_of(request));
  if (!changed) return changed.error();
  changed->name = name;
  if (changed->key() != before) context.store.erase<DeploymentGroup>(context.world, before);
  context.store.put(context.world, *std::move(changed));
  return wire::UpdateDeploymentGroupOutput{.hooks_not_cleaned_up =
                                               std::vector<wire::AutoScalingGroup>()};
}

Result<wire::DeleteDeploymentGroupOutput> delete_deployment_group(
    aws::Context& context, const wire::DeleteDeploymentGroupInput& request) {
  const auto* application =
      context.store.find<Application>(context.world, request.application_name);
  if (application != nullptr) {
    context.store.erase<DeploymentGroup>(
        context.world, DeploymentGroup::key_of(application->id, request.deployment_group_name));
  }
  return wire::DeleteDeploymentGroupOutput{.hooks_not_cleaned_up =
                                               std::vector<wire::AutoScalingGroup>()};
}

}  // namespace drydock::codedeploy::api
