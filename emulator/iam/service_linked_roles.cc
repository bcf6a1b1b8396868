#include "emulator/iam/service_linked_roles.h"

#include "emulator/iam/new_session.h"

namespace drydock::iam {
namespace {

ServiceLinkedRole role_of(const std::string& account, const std::string& service,
                          const std::string& name) {
  const std::string path = "/aws-service-role/" + service + "/";
  return {.name = name,
          .path = path,
          .id = role_id({.account = account, .name = name}),
          .arn = "arn:aws:iam::" + account + ":role" + path + name,
          .trust_policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                          R"("Principal":{"Service":")" +
                          service + R"("},"Action":"sts:AssumeRole"}]})"};
}

}  // namespace

std::vector<ServiceLinkedRole> service_linked_roles(const std::string& account) {
  return {role_of(account, "ecs.amazonaws.com", "AWSServiceRoleForECS"),
          role_of(account, "elasticloadbalancing.amazonaws.com",
                  "AWSServiceRoleForElasticLoadBalancing")};
}

}  // namespace drydock::iam
