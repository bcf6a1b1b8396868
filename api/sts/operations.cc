#include "api/sts/operations.h"

#include "api/sts/sessions.h"

namespace drydock::sts::api {

void add_operations(aws::ServiceTable& table) {
  table.add("GetCallerIdentity", &get_caller_identity);
  table.add("AssumeRole", &assume_role);
  table.add("AssumeRoleWithWebIdentity", &assume_role_with_web_identity);
}

}  // namespace drydock::sts::api
