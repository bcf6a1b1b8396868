#include "emulator/codedeploy/application.h"

#include "emulator/base/arn.h"
#include "emulator/base/joined.h"

namespace drydock::codedeploy {

std::string application_arn(const World& world, std::string_view application) {
  return make_arn("codedeploy", world, joined({"application:", application}));
}

std::string deployment_group_arn(const World& world, std::string_view application,
                                 std::string_view group) {
  return make_arn("codedeploy", world, joined({"deploymentgroup:", application, "/", group}));
}

}  // namespace drydock::codedeploy
