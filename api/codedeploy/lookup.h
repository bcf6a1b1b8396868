#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/aws/context.h"
#include "api/aws/pagination.h"
#include "emulator/base/result.h"
#include "emulator/codedeploy/application.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/codedeploy/deployment_group.h"
#include "emulator/codedeploy/deployment_keeping.h"
#include "emulator/store/store.h"

/// What all calls name things by, and the errors where they are not there.
namespace drydock::codedeploy::api {

/// The most things that a list gives at once. Calls cannot ask for another number.
inline constexpr int items_per_page = 100;

/// ApplicationDoesNotExistException: "No application found for name: shop".
Result<const Application*> find_application(const aws::Context& context, const std::string& name);

/// DeploymentGroupDoesNotExistException: "No Deployment Group found for name: production".
Result<const DeploymentGroup*> find_group(const aws::Context& context,
                                          const Application& application, const std::string& name);
/// The group of an application; either of the two errors.
Result<const DeploymentGroup*> find_group(const aws::Context& context,
                                          const std::string& application, const std::string& name);

/// InvalidDeploymentIdException or DeploymentDoesNotExistException.
Result<const Deployment*> find_deployment(const aws::Context& context, const std::string& id);

inline Deploying deploying(aws::Context& context) {
  return {.store = context.store, .world = context.world, .ids = context.ids, .now = context.now};
}

/// The revision as calls tell it: the text of its AppSpec is left out, and its hash told instead.
/// https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html
model::codedeploy::RevisionLocation without_content(model::codedeploy::RevisionLocation revision);

/// InvalidNextTokenException.
aws::Error invalid_token();

}  // namespace drydock::codedeploy::api
