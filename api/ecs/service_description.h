#pragma once

#include <string>
#include <vector>

#include "model/ecs/service.h"

namespace drydock::ecs {
struct Deployment;
struct Service;
struct Task;
}  // namespace drydock::ecs

namespace drydock::ecs::api {

/// The service as AWS shows it. `tasks` are all of its tasks that there are; they are counted now,
/// so that no count is kept anywhere. Tags are shown only where asked for.
model::ecs::Service describe(const Service& service, const std::vector<const Task*>& tasks,
                             bool with_tags);

/// How many of a deployment's tasks there are, as AWS counts.
struct DeploymentCounts {
  int desired = 0;
  int pending = 0;
  int running = 0;
};
DeploymentCounts count(const Service& service, const Deployment& deployment,
                       const std::vector<const Task*>& tasks);

/// ARNs of a deployment and of the revision of the service that it rolls out. Both end with the
/// digits of the deployment's id, by which clients find the one by the other.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
std::string service_deployment_arn(const Service& service, const std::string& deployment_id);
std::string service_revision_arn(const Service& service, const std::string& deployment_id);

}  // namespace drydock::ecs::api
