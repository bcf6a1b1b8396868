#include "api/codedeploy/new_deployment.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "api/codedeploy/lookup.h"
#include "emulator/base/function_arn.h"
#include "emulator/base/joined.h"
#include "emulator/base/sha256.h"
#include "emulator/codedeploy/app_spec.h"
#include "emulator/codedeploy/deployment_config.h"
#include "emulator/codedeploy/group_rules.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy::api {
namespace {

namespace wire = model::codedeploy;

aws::Error invalid_revision(std::string_view message) {
  return {wire::error::invalid_revision_exception, std::string(message)};
}

/// The longest that the GitHub action cuts its own to.
/// https://github.com/aws-actions/amazon-ecs-deploy-task-definition
constexpr std::size_t description_length_max = 512;

/// Members that are of EC2 instances: what they would do nothing does here.
Result<Done> check_platform(const wire::CreateDeploymentInput& request) {
  if (request.deployment_mode == wire::DeploymentMode::restart) {
    return aws::Error(wire::error::invalid_input_exception,
                      "The deployment mode RESTART is of EC2 instances alone.");
  }
  if (request.target_instances || request.ec2_deployment_options) {
    return aws::Error(wire::error::invalid_target_instances_exception,
                      "targetInstances and ec2DeploymentOptions are of EC2 instances alone.");
  }
  if (request.update_outdated_instances_only.value_or(false)) {
    return aws::Error(wire::error::invalid_update_outdated_instances_only_value_exception,
                      "For ECS deployments, false is expected.");
  }
  if (request.ignore_application_stop_failures.value_or(false)) {
    return aws::Error(wire::error::invalid_ignore_application_stop_failures_value_exception,
                      "For ECS deployments, false is expected.");
  }
  const auto disallow = wire::FileExistsBehavior::disallow;
  if (request.file_exists_behavior.value_or(disallow) != disallow) {
    return aws::Error(wire::error::invalid_file_exists_behavior_exception,
                      "For ECS deployments, DISALLOW is expected.");
  }
  if (request.description.value_or("").size() > description_length_max) {
    return aws::Error(wire::error::description_too_long_exception,
                      "The description is longer than 512 characters.");
  }
  return Done{};
}

Result<Done> check_hash(std::string_view content, const std::optional<std::string>& given) {
  if (!given || given->empty()) return Done{};
  std::string hash = *given;
  std::ranges::transform(hash, hash.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (hash == sha256_hex(content)) return Done{};
  return invalid_revision("The sha256 of the revision is not that of its content.");
}

/// The AppSpec in the revision itself; its hash is added where it is left out.
template <class Raw>
Result<Done> check_raw(std::optional<Raw>& raw) {
  if (!raw || !raw->content) return invalid_revision("The revision has no content.");
  if (raw->content->size() > app_spec_length_max) {
    return invalid_revision("The AppSpec of the revision is longer than 32 KiB.");
  }
  const auto hash = check_hash(*raw->content, raw->sha256);
  if (!hash) return hash.error();
  raw->sha256 = sha256_hex(*raw->content);
  return Done{};
}

Result<wire::RevisionLocation> check_revision(const std::optional<wire::RevisionLocation>& given) {
  if (!given) {
    return aws::Error(wire::error::revision_required_exception,
                      "RevisionLocation must be specified");
  }
  if (!given->revision_type) return invalid_revision("The revision has no revisionType.");
  wire::RevisionLocation revision = *given;
  Result<Done> checked = Done{};
  switch (*revision.revision_type) {
    case wire::RevisionLocationType::app_spec_content:
      checked = check_raw(revision.app_spec_content);
      break;
    case wire::RevisionLocationType::string:
      checked = check_raw(revision.string);
      break;
    case wire::RevisionLocationType::s3:
    case wire::RevisionLocationType::git_hub:
      return invalid_revision(
          joined({"drydock has no revisions in ", to_text(*revision.revision_type),
                  ": give the AppSpec itself, with the revisionType AppSpecContent."}));
  }
  if (!checked) return checked.error();
  return revision;
}

Result<Done> check_rules(const wire::CreateDeploymentInput& request) {
  if (request.override_alarm_configuration) {
    const auto checked = check(*request.override_alarm_configuration);
    if (!checked) return checked.error();
  }
  if (!request.auto_rollback_configuration) return Done{};
  return check(*request.auto_rollback_configuration);
}

/// The hooks of the AppSpec, if it is one, with the events that call them. A function that nobody
/// knows is refused at once: nothing would call it.
Result<Done> take_hooks(const FunctionInvoker& functions, Deployment& deployment) {
  const auto spec = parse_app_spec(app_spec_of(deployment.revision).value_or(""));
  if (!spec) return Done{};
  for (const auto& [event, function] : spec->hooks) {
    const std::string name = function_name_of(function);
    if (!functions.knows(name)) {
      return invalid_revision(joined({"drydock has no Lambda. Start it with --lambda ", name,
                                      "=URL to say where the function is that the hook ", event,
                                      " of the AppSpec calls."}));
    }
    for (EventRun& run : deployment.events) {
      if (event_name(run.event) == event) run.hook.emplace().function = function;
    }
  }
  return Done{};
}

/// What the group says, unless the call says something else.
void take_from(const DeploymentGroup& group, Deployment& deployment) {
  deployment.group_id = group.id;
  deployment.group = group.name;
  deployment.auto_rollback = group.auto_rollback;
  deployment.alarms = group.alarms;
  deployment.blue_green = group.blue_green;
  deployment.load_balancer_info = group.load_balancer_info;
  deployment.service = group.service;
}

void take_from(const wire::CreateDeploymentInput& request, Deployment& deployment) {
  deployment.application = request.application_name;
  deployment.description = request.description.value_or("");
  deployment.override_alarms = request.override_alarm_configuration;
  if (request.auto_rollback_configuration) {
    deployment.auto_rollback = request.auto_rollback_configuration;
  }
}

}  // namespace

Result<Deployment> new_deployment(aws::Context& context, const wire::CreateDeploymentInput& request,
                                  const FunctionInvoker& functions) {
  const auto application = find_application(context, request.application_name);
  if (!application) return application.error();
  if (!request.deployment_group_name) {
    return aws::Error(wire::error::deployment_group_name_required_exception,
                      "Deployment Group name is missing");
  }
  const auto group = find_group(context, **application, *request.deployment_group_name);
  if (!group) return group.error();
  auto revision = check_revision(request.revision);
  if (!revision) return revision.error();
  for (const auto& checked : {check_platform(request), check_rules(request)}) {
    if (!checked) return checked.error();
  }
  const auto config = find_config(context.store, context.world,
                                  request.deployment_config_name.value_or((*group)->config_name));
  if (!config) return config.error();
  Deployment deployment;
  take_from(**group, deployment);
  take_from(request, deployment);
  deployment.config_name = config->name;
  deployment.routing = config->routing;
  deployment.revision = *std::move(revision);
  const auto* last = context.store.find<Deployment>(context.world, (*group)->last_successful);
  if (last != nullptr) deployment.previous_revision = last->revision;
  deployment.created_at = deployment.updated_at = context.now;
  deployment.events = fresh_events(deployment);
  const auto hooks = take_hooks(functions, deployment);
  if (!hooks) return hooks.error();
  return deployment;
}

}  // namespace drydock::codedeploy::api
