#include "api/events/daemon_events.h"

#include "api/aws/iso8601.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/scheduler/circuit_breaker.h"
#include "emulator/ecs/task.h"
#include "emulator/json/writer.h"

namespace drydock::events::api {

std::string daemon_deployment_detail(const World& world, const ecs::DaemonDeployment& deployment,
                                     TimePoint now) {
  const bool is_error = deployment.status == model::ecs::DaemonDeploymentStatus::rollback_failed;
  const std::string cluster = deployment.daemon.substr(0, deployment.daemon.find('/'));
  json::Writer writer;
  writer.begin_object();
  writer.member("eventType", is_error ? "ERROR" : "INFO");
  writer.member("eventName", "DAEMON_DEPLOYMENT_" + std::string(model::to_text(deployment.status)));
  writer.member("clusterArn", ecs::cluster_arn(world, cluster));
  writer.member("daemonArn", ecs::daemon_arn(world, deployment.daemon));
  writer.member("daemonDeploymentArn", ecs::daemon_deployment_arn(world, deployment.key()));
  if (!deployment.target_revision.empty()) {
    writer.member(
        "targetDaemonRevisionArn",
        ecs::daemon_revision_arn(world, deployment.daemon + "/" + deployment.target_revision));
  }
  writer.member("updatedAt", aws::iso8601(now));
  writer.end_object();
  return std::string(writer.text());
}

bool is_impaired_start(const ecs::Task& task) {
  return ecs::is_of_daemon(task) && task.last_status == ecs::TaskStatus::stopped &&
         ecs::how_it_ended(task) == ecs::TaskEnd::never_started;
}

std::string daemon_start_detail(const World& world, const ecs::Task& task, TimePoint now) {
  const std::string daemon = task.cluster + "/" + std::string(ecs::daemon_of(task));
  const std::string revision = daemon + "/" + std::string(ecs::daemon_revision_of(task));
  json::Writer writer;
  writer.begin_object();
  writer.member("eventType", "WARNING");
  writer.member("eventName", "DAEMON_TASK_START_IMPAIRED");
  writer.member("clusterArn", task.cluster_arn);
  writer.member("containerInstanceArn",
                ecs::container_instance_arn(world, task.cluster, task.container_instance));
  writer.member("taskArn", task.arn);
  writer.member("daemonRevisionArn", ecs::daemon_revision_arn(world, revision));
  writer.member("capacityProviderName", task.capacity_provider_name.value_or(""));
  writer.member("daemonArn", ecs::daemon_arn(world, daemon));
  writer.member("daemonTaskDefinitionArn", task.task_definition_arn);
  writer.member("failureType", "TASK_FAILED_TO_RUN");
  writer.member("createdAt", aws::iso8601(now));
  writer.member("reason", "Task failed to reach RUNNING status: " + task.stopped_reason);
  writer.end_object();
  return std::string(writer.text());
}

}  // namespace drydock::events::api
