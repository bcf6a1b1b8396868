#include "api/ecr/own_registry.h"

#include "api/aws/error_reply.h"
#include "emulator/base/arn.h"
#include "emulator/model/service.h"

namespace drydock::ecr::api {

aws::Error not_authorized(const aws::Context& context, const std::string& account,
                          const std::string& repository) {
  const std::string action = "ecr:" + std::string(context.operation.name);
  const std::string arn =
      make_arn("ecr", {account, context.world.region}, "repository/" + repository);
  return {aws::error::access_denied_exception,
          "User: " + context.caller.arn + " is not authorized to perform: " + action +
              " on resource: " + arn + " because no resource-based policy allows the " + action +
              " action"};
}

}  // namespace drydock::ecr::api
