#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/aws/context.h"
#include "api/aws/pagination.h"
#include "emulator/autoscaling/scalable_target.h"
#include "emulator/autoscaling/scaling.h"
#include "emulator/base/result.h"
#include "emulator/store/store.h"
#include "model/application_autoscaling/common.h"

/// What all calls name things by, and the errors where it is not one of drydock's: ECS services are
/// the one thing that is scaled here, and their desired count the one dimension of it.
namespace drydock::autoscaling::api {

using model::application_autoscaling::ScalableDimension;
using model::application_autoscaling::ServiceNamespace;

inline constexpr int items_per_page = 50;

/// What a call is about.
Result<Done> check_scope(ServiceNamespace service, std::optional<ScalableDimension> dimension);
/// The same with a resource id, which must be "service/<cluster>/<service>".
Result<Done> check_scope(ServiceNamespace service, const std::string& resource_id,
                         ScalableDimension dimension);

/// "No scalable target found for service namespace: ecs, resource ID: …": ObjectNotFoundException.
aws::Error not_found(std::string_view what, std::string_view resource_id);

/// The target, which must be registered.
Result<const ScalableTarget*> find_target(const aws::Context& context,
                                          const std::string& resource_id);

/// Of a call that is to describe things: 50 at most, and an error for a token of another list.
Result<aws::PageRequest> page_request(const aws::Context& context,
                                      const std::optional<std::string>& token,
                                      std::optional<int> size);
aws::Error invalid_token();

inline Scaling scaling_of(aws::Context& context) {
  return {.store = context.store, .world = context.world, .ids = context.ids, .now = context.now};
}

/// The records of the resource, or of every one, in the order of their keys. They hold until one of
/// their table is put or erased.
template <class Record>
std::vector<const Record*> records_of(const aws::Context& context,
                                      const std::optional<std::string>& resource_id) {
  const auto table = context.store.table<Record>(context.world);
  if (resource_id) return table.indexed(*resource_id);
  std::vector<const Record*> all;
  for (const auto& [key, record] : table.rows()) all.push_back(&record);
  return all;
}

/// Whether the names, where a call gives any, have this one.
inline bool is_named(const std::optional<std::vector<std::string>>& names,
                     const std::string& name) {
  return !names || names->empty() || std::ranges::find(*names, name) != names->end();
}

}  // namespace drydock::autoscaling::api
