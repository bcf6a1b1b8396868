#include "emulator/iam/service_linked_roles.h"

#include "emulator/base/arn.h"
#include "emulator/iam/new_session.h"

namespace drydock::iam {
namespace {

ServiceLinkedRole role_of(const World& world, const std::string& service, const std::string& name) {
  const std::string path = "/aws-service-role/" + service + "/";
  return {.name = name,
          .path = path,
          .id = role_id(world.account, name),
          .arn = make_global_arn("iam", world, "role" + path + name),
          .trust_policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                          R"("Principal":{"Service":")" +
                          service + R"("},"Action":"sts:AssumeRole"}]})"};
}

}  // namespace

std::vector<ServiceLinkedRole> service_linked_roles(const World& world) {
  return {role_of(world, "ecs.application-autoscaling.amazonaws.com",
                  "AWSServiceRoleForApplicationAutoScaling_ECSService"),
          role_of(world, "ecs.amazonaws.com", "AWSServiceRoleForECS"),
          role_of(world, "elasticloadbalancing.amazonaws.com",
                  "AWSServiceRoleForElasticLoadBalancing")};
}

}  // namespace drydock::iam
