#include "api/iam/roles.h"

#include <algorithm>
#include <utility>

#include "api/aws/pagination.h"
#include "emulator/base/percent.h"
#include "emulator/iam/service_linked_roles.h"
#include "model/iam/service_model.h"

namespace drydock::iam::api {
namespace {

constexpr int session_seconds_max = 3600;

model::iam::Role describe(const ServiceLinkedRole& role) {
  model::iam::Role shown;
  shown.path = role.path;
  shown.role_name = role.name;
  shown.role_id = role.id;
  shown.arn = role.arn;
  shown.create_date = account_opened_at;
  shown.assume_role_policy_document = percent_encoded(role.trust_policy);
  shown.max_session_duration = session_seconds_max;
  return shown;
}

}  // namespace

Result<model::iam::GetRoleResponse> get_role(aws::Context& context,
                                             const model::iam::GetRoleRequest& request) {
  const auto roles = service_linked_roles(context.world);
  const auto found = std::ranges::find(roles, request.role_name, &ServiceLinkedRole::name);
  if (found == roles.end()) {
    return aws::Error(model::iam::error::no_such_entity_exception,
                      "The role with name " + request.role_name + " cannot be found.");
  }
  return model::iam::GetRoleResponse{.role = describe(*found)};
}

Result<model::iam::ListRolesResponse> list_roles(aws::Context& context,
                                                 const model::iam::ListRolesRequest& request) {
  auto roles = service_linked_roles(context.world);
  std::erase_if(roles, [&](const ServiceLinkedRole& role) {
    return !role.path.starts_with(request.path_prefix.value_or("/"));
  });
  const auto wanted = aws::page_request(context, request.marker, request.max_items.value_or(100),
                                        request.path_prefix.value_or("/"));
  auto page = aws::page_of(std::move(roles), wanted,
                           [](const ServiceLinkedRole& role) { return role.name; });
  if (!page) return aws::Error("ValidationError", "Invalid Marker.");
  model::iam::ListRolesResponse response;
  for (const ServiceLinkedRole& role : page->items) response.roles.push_back(describe(role));
  response.is_truncated = page->next_token.has_value();
  response.marker = std::move(page->next_token);
  return response;
}

}  // namespace drydock::iam::api
