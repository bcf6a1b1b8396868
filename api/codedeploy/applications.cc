#include "api/codedeploy/applications.h"

#include <utility>

#include "api/codedeploy/lookup.h"
#include "api/codedeploy/tags.h"
#include "emulator/base/joined.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy::api {
namespace {

namespace wire = model::codedeploy;

wire::ApplicationInfo describe(const Application& application) {
  wire::ApplicationInfo shown;
  shown.application_id = application.id;
  shown.application_name = application.name;
  shown.create_time = application.created_at;
  shown.linked_to_git_hub = false;
  shown.compute_platform = wire::ComputePlatform::ecs;
  return shown;
}

Result<Done> check_new_name(const aws::Context& context, const std::string& name) {
  if (context.store.find<Application>(context.world, name) == nullptr) return Done{};
  return aws::Error(wire::error::application_already_exists_exception,
                    "Application already exists: " + name);
}

Result<Done> check_new(const aws::Context& context, const wire::CreateApplicationInput& request) {
  const auto platform = request.compute_platform.value_or(wire::ComputePlatform::server);
  if (platform != wire::ComputePlatform::ecs) {
    return aws::Error(wire::error::invalid_compute_platform_exception,
                      joined({"drydock deploys to ECS alone: computePlatform must be ECS, not ",
                              to_text(platform), "."}));
  }
  if (context.store.table<Application>(context.world).size() >= applications_max) {
    return aws::Error(wire::error::application_limit_exceeded_exception,
                      "The maximum number of applications, 1000, has been reached.");
  }
  return check_tags(request.tags.value_or(std::vector<wire::Tag>()));
}

}  // namespace

Result<wire::CreateApplicationOutput> create_application(
    aws::Context& context, const wire::CreateApplicationInput& request) {
  for (const auto& checked :
       {check_new_name(context, request.application_name), check_new(context, request)}) {
    if (!checked) return checked.error();
  }
  Application application;
  application.name = request.application_name;
  application.id = context.ids.uuid();
  application.created_at = context.now;
  application.tags = request.tags.value_or(std::vector<wire::Tag>());
  const auto& kept = context.store.put(context.world, std::move(application));
  return wire::CreateApplicationOutput{.application_id = kept.id};
}

Result<wire::GetApplicationOutput> get_application(aws::Context& context,
                                                   const wire::GetApplicationInput& request) {
  const auto application = find_application(context, request.application_name);
  if (!application) return application.error();
  return wire::GetApplicationOutput{.application = describe(**application)};
}

Result<wire::BatchGetApplicationsOutput> batch_get_applications(
    aws::Context& context, const wire::BatchGetApplicationsInput& request) {
  if (request.application_names.size() > items_per_page) {
    return aws::Error(wire::error::batch_limit_exceeded_exception,
                      "The maximum number of names or IDs allowed for this request (100) was "
                      "exceeded.");
  }
  wire::BatchGetApplicationsOutput output;
  output.applications_info.emplace();
  for (const std::string& name : request.application_names) {
    const auto application = find_application(context, name);
    if (!application) return application.error();
    output.applications_info->push_back(describe(**application));
  }
  return output;
}

Result<wire::ListApplicationsOutput> list_applications(aws::Context& context,
                                                       const wire::ListApplicationsInput& request) {
  std::vector<std::string> names;
  for (const auto& [name, application] : context.store.table<Application>(context.world).rows()) {
    names.push_back(name);
  }
  auto page =
      aws::page_of(std::move(names), aws::page_request(context, request.next_token, items_per_page),
                   [](const std::string& name) -> const std::string& { return name; });
  if (!page) return invalid_token();
  return wire::ListApplicationsOutput{.applications = std::move(page->items),
                                      .next_token = std::move(page->next_token)};
}

Result<Done> update_application(aws::Context& context,
                                const wire::UpdateApplicationInput& request) {
  if (!request.application_name || !request.new_application_name) {
    return aws::Error(wire::error::application_name_required_exception,
                      "Both the present name and the new one must be specified.");
  }
  const auto application = find_application(context, *request.application_name);
  if (!application) return application.error();
  if (*request.application_name == *request.new_application_name) return Done{};
  const auto checked = check_new_name(context, *request.new_application_name);
  if (!checked) return checked.error();
  Application renamed = **application;
  renamed.name = *request.new_application_name;
  context.store.erase<Application>(context.world, *request.application_name);
  context.store.put(context.world, std::move(renamed));
  return Done{};
}

Result<Done> delete_application(aws::Context& context,
                                const wire::DeleteApplicationInput& request) {
  // AWS takes one that is not there for one that is deleted.
  const auto* application =
      context.store.find<Application>(context.world, request.application_name);
  if (application == nullptr) return Done{};
  std::vector<std::string> groups;
  for (const DeploymentGroup* group :
       context.store.table<DeploymentGroup>(context.world).indexed(application->id)) {
    groups.push_back(group->key());
  }
  for (const std::string& key : groups) context.store.erase<DeploymentGroup>(context.world, key);
  context.store.erase<Application>(context.world, request.application_name);
  return Done{};
}

}  // namespace drydock::codedeploy::api
