#include "api/codedeploy/operations.h"

#include "api/codedeploy/applications.h"
#include "api/codedeploy/deployment_configs.h"
#include "api/codedeploy/deployment_groups.h"
#include "api/codedeploy/deployment_targets.h"
#include "api/codedeploy/tags.h"

namespace drydock::codedeploy::api {

void add_operations(aws::ServiceTable& table, const Handlers& handlers) {
  table.add("CreateApplication", &create_application);
  table.add("GetApplication", &get_application);
  table.add("BatchGetApplications", &batch_get_applications);
  table.add("ListApplications", &list_applications);
  table.add("UpdateApplication", &update_application);
  table.add("DeleteApplication", &delete_application);

  table.add("CreateDeploymentConfig", &create_deployment_config);
  table.add("GetDeploymentConfig", &get_deployment_config);
  table.add("ListDeploymentConfigs", &list_deployment_configs);
  table.add("DeleteDeploymentConfig", &delete_deployment_config);

  table.add("CreateDeploymentGroup", &create_deployment_group);
  table.add("GetDeploymentGroup", &get_deployment_group);
  table.add("BatchGetDeploymentGroups", &batch_get_deployment_groups);
  table.add("ListDeploymentGroups", &list_deployment_groups);
  table.add("UpdateDeploymentGroup", &update_deployment_group);
  table.add("DeleteDeploymentGroup", &delete_deployment_group);

  table.add("CreateDeployment", handlers.deployments, &NewDeployments::create_deployment);
  table.add("GetDeployment", &get_deployment);
  table.add("BatchGetDeployments", &batch_get_deployments);
  table.add("ListDeployments", &list_deployments);
  table.add("StopDeployment", &stop_deployment);
  table.add("ContinueDeployment", &continue_deployment);
  table.add("PutLifecycleEventHookExecutionStatus", &put_lifecycle_event_hook_execution_status);

  table.add("GetDeploymentTarget", &get_deployment_target);
  table.add("BatchGetDeploymentTargets", &batch_get_deployment_targets);
  table.add("ListDeploymentTargets", &list_deployment_targets);

  table.add("ListTagsForResource", &list_tags_for_resource);
  table.add("TagResource", &tag_resource);
  table.add("UntagResource", &untag_resource);
}

}  // namespace drydock::codedeploy::api
