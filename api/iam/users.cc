#include "api/iam/users.h"

#include "emulator/iam/service_linked_roles.h"
#include "model/iam/service_model.h"

namespace drydock::iam::api {

Result<model::iam::GetUserResponse> get_user(aws::Context& context,
                                             const model::iam::GetUserRequest& request) {
  if (request.user_name) {
    return aws::Error(model::iam::error::no_such_entity_exception,
                      "The user with name " + *request.user_name + " cannot be found.");
  }
  if (!context.caller.arn.ends_with(":root")) {
    return aws::Error("ValidationError",
                      "Must specify userName when calling with non-User credentials");
  }
  model::iam::GetUserResponse response;
  response.user.path = "/";
  response.user.user_id = context.caller.user_id;
  response.user.arn = context.caller.arn;
  response.user.create_date = account_opened_at;
  return response;
}

}  // namespace drydock::iam::api
