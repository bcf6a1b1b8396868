#include "api/iam/operations.h"

#include "api/iam/roles.h"
#include "api/iam/users.h"

namespace drydock::iam::api {

void add_operations(aws::ServiceTable& table) {
  table.add("GetUser", &get_user);
  table.add("GetRole", &get_role);
  table.add("ListRoles", &list_roles);
}

}  // namespace drydock::iam::api
