#include "api/codedeploy/lookup.h"

#include <algorithm>

#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy::api {
namespace {

namespace error = model::codedeploy::error;

bool is_deployment_id(std::string_view text) {
  constexpr std::size_t length = 11;
  return text.size() == length && text.starts_with("d-") &&
         std::ranges::all_of(text.substr(2), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

}  // namespace

Result<const Application*> find_application(const aws::Context& context, const std::string& name) {
  const auto* application = context.store.find<Application>(context.world, name);
  if (application != nullptr) return application;
  return aws::Error(error::application_does_not_exist_exception,
                    "No application found for name: " + name);
}

Result<const DeploymentGroup*> find_group(const aws::Context& context,
                                          const Application& application, const std::string& name) {
  const auto* group = context.store.find<DeploymentGroup>(
      context.world, DeploymentGroup::key_of(application.id, name));
  if (group != nullptr) return group;
  return aws::Error(error::deployment_group_does_not_exist_exception,
                    "No Deployment Group found for name: " + name);
}

Result<const DeploymentGroup*> find_group(const aws::Context& context,
                                          const std::string& application, const std::string& name) {
  const auto found = find_application(context, application);
  if (!found) return found.error();
  return find_group(context, **found, name);
}

Result<const Deployment*> find_deployment(const aws::Context& context, const std::string& id) {
  if (!is_deployment_id(id)) {
    return aws::Error(error::invalid_deployment_id_exception,
                      "Specified DeploymentId is not in the valid format: " + id);
  }
  const auto* deployment = context.store.find<Deployment>(context.world, id);
  if (deployment != nullptr) return deployment;
  return aws::Error(error::deployment_does_not_exist_exception,
                    "The deployment " + id + " could not be found");
}

model::codedeploy::RevisionLocation without_content(model::codedeploy::RevisionLocation revision) {
  if (revision.app_spec_content) revision.app_spec_content->content.reset();
  return revision;
}

aws::Error invalid_token() { return {error::invalid_next_token_exception, "Invalid nextToken."}; }

}  // namespace drydock::codedeploy::api
