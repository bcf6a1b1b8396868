#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/container_instance.h"
#include "model/ecs/task.h"

/// The `detail` of the events that ECS, ECR and CodeDeploy tell, as JSON.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
namespace drydock::events::api {

/// ECS Task State Change: the task as DescribeTasks shows it, with times as texts, its interface as
/// an "eni", and when it changed.
std::string task_detail(model::ecs::Task task, TimePoint now);

/// ECS Container Instance State Change: the instance as DescribeContainerInstances shows it.
std::string instance_detail(const model::ecs::ContainerInstance& instance, TimePoint now);

/// ECS Deployment State Change.
struct DeploymentChange {
  std::string event_type;  ///< "INFO" or "ERROR".
  std::string event_name;  ///< "SERVICE_DEPLOYMENT_COMPLETED"
  std::string task_set;    ///< "ecs-svc/…", AWS's deploymentId here.
  std::string reason;
  TimePoint updated_at;
};
std::string deployment_detail(const DeploymentChange& change);

/// ECS Service Action.
struct ServiceAction {
  std::string event_type;  ///< "INFO", "WARN" or "ERROR".
  std::string event_name;  ///< "SERVICE_STEADY_STATE"
  std::string cluster_arn;
  std::string reason;  ///< Empty: none.
  std::vector<std::string> task_arns{};
  std::vector<std::string> capacity_provider_arns{};
  std::optional<int> desired_count{};
  TimePoint created_at;
};
std::string service_detail(const ServiceAction& action);

/// CodeDeploy Deployment State-change Notification.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
struct CodeDeployChange {
  std::string group_id;
  std::string region;
  std::string application;
  std::string deployment;
  std::string state;  ///< "START", "READY", "SUCCESS", "FAILURE" or "STOP".
  std::string group;
};
std::string code_deploy_detail(const CodeDeployChange& change);

/// ECR Image Action.
struct ImageAction {
  std::string action;  ///< "PUSH" or "DELETE".
  std::string repository;
  std::string digest;
  std::string tag;
};
std::string image_detail(const ImageAction& action);

}  // namespace drydock::events::api
