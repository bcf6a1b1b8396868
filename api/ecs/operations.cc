#include "api/ecs/operations.h"

#include "api/ecs/attributes.h"
#include "api/ecs/clusters.h"
#include "api/ecs/container_instances.h"
#include "api/ecs/daemon_deployments.h"
#include "api/ecs/daemons.h"
#include "api/ecs/gateway_associations.h"
#include "api/ecs/gateways.h"
#include "api/ecs/run_task.h"
#include "api/ecs/service_deployments.h"
#include "api/ecs/services.h"
#include "api/ecs/tags.h"
#include "api/ecs/task_definitions.h"
#include "api/ecs/task_protection.h"
#include "api/ecs/task_sets.h"
#include "api/ecs/tasks.h"

namespace drydock::ecs::api {
namespace {

void add_daemon_operations(aws::ServiceTable& table, const Handlers& handlers) {
  table.add("RegisterDaemonTaskDefinition", handlers.daemon_registration,
            &DaemonRegistration::add_revision);
  table.add("DescribeDaemonTaskDefinition", &describe_daemon_task_definition);
  table.add("ListDaemonTaskDefinitions", &list_daemon_task_definitions);
  table.add("DeleteDaemonTaskDefinition", &delete_daemon_task_definition);
  table.add("CreateDaemon", &create_daemon);
  table.add("DescribeDaemon", &describe_daemon);
  table.add("ListDaemons", &list_daemons);
  table.add("UpdateDaemon", &update_daemon);
  table.add("DeleteDaemon", &delete_daemon);
  table.add("ListDaemonDeployments", &list_daemon_deployments);
  table.add("DescribeDaemonDeployments", &describe_daemon_deployments);
  table.add("DescribeDaemonRevisions", &describe_daemon_revisions);
}

void add_gateway_operations(aws::ServiceTable& table, const Handlers& handlers) {
  table.add("CreateGateway", &create_gateway);
  table.add("UpdateGateway", &update_gateway);
  table.add("DeleteGateway", &delete_gateway);
  table.add("DescribeGateway", &describe_gateway);
  table.add("ListGateways", &list_gateways);
  table.add("AssociateGatewayWithCluster", &associate_gateway);
  table.add("DisassociateGatewayFromCluster", &disassociate_gateway);
  table.add("ListGatewayClusterAssociations", &list_gateway_associations);
  table.add("DescribeGatewayResources", &describe_gateway_resources);
  table.add("DescribeGatewayRoute", handlers.gateway_routes, &GatewayRoutes::describe);
  table.add("ListGatewayRoutes", &list_gateway_routes);
}

}  // namespace

void add_operations(aws::ServiceTable& table, const Handlers& handlers) {
  table.add("CreateCluster", &create_cluster);
  table.add("DescribeClusters", &describe_clusters);
  table.add("ListClusters", &list_clusters);
  table.add("DeleteCluster", &delete_cluster);

  table.add("RegisterTaskDefinition", handlers.registration, &Registration::add_revision);
  table.add("DescribeTaskDefinition", &describe_task_definition);
  table.add("ListTaskDefinitions", &list_task_definitions);
  table.add("ListTaskDefinitionFamilies", &list_task_definition_families);
  table.add("DeregisterTaskDefinition", &deregister_task_definition);

  table.add("RegisterContainerInstance", &register_container_instance);
  table.add("DeregisterContainerInstance", &deregister_container_instance);
  table.add("ListContainerInstances", &list_container_instances);
  table.add("DescribeContainerInstances", &describe_container_instances);
  table.add("UpdateContainerInstancesState", &update_container_instances_state);
  table.add("UpdateContainerAgent", &update_container_agent);

  table.add("PutAttributes", &put_attributes);
  table.add("DeleteAttributes", &delete_attributes);
  table.add("ListAttributes", &list_attributes);

  table.add("CreateService", handlers.services, &ServiceChanges::create);
  table.add("DescribeServices", &describe_services);
  table.add("ListServices", &list_services);
  table.add("UpdateService", handlers.services, &ServiceChanges::update);
  table.add("DeleteService", &delete_service);

  using Express = ExpressGatewayServices;
  table.add("CreateExpressGatewayService", handlers.express_services, &Express::create);
  table.add("DescribeExpressGatewayService", handlers.express_services, &Express::describe);
  table.add("UpdateExpressGatewayService", handlers.express_services, &Express::update);
  table.add("DeleteExpressGatewayService", handlers.express_services, &Express::remove);

  table.add("ListServiceDeployments", &list_service_deployments);
  table.add("DescribeServiceDeployments", &describe_service_deployments);
  table.add("StopServiceDeployment", &stop_service_deployment);
  table.add("ContinueServiceDeployment", &continue_service_deployment);
  table.add("DescribeServiceRevisions", handlers.revisions, &ServiceRevisions::describe);

  table.add("CreateTaskSet", &create_task_set);
  table.add("DescribeTaskSets", &describe_task_sets);
  table.add("UpdateTaskSet", &update_task_set);
  table.add("UpdateServicePrimaryTaskSet", &update_service_primary_task_set);
  table.add("DeleteTaskSet", &delete_task_set);

  add_daemon_operations(table, handlers);
  add_gateway_operations(table, handlers);

  table.add("RunTask", &run_task);
  table.add("StartTask", &start_task);
  table.add("StopTask", &stop_task);
  table.add("DescribeTasks", &describe_tasks);
  table.add("ListTasks", &list_tasks);
  table.add("GetTaskProtection", &get_task_protection);
  table.add("UpdateTaskProtection", &update_task_protection);

  table.add("TagResource", &tag_resource);
  table.add("UntagResource", &untag_resource);
  table.add("ListTagsForResource", &list_tags_for_resource);
}

}  // namespace drydock::ecs::api
