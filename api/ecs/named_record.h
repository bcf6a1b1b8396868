#pragma once

#include <string>
#include <string_view>

#include "api/aws/context.h"
#include "emulator/base/arn.h"
#include "emulator/store/store.h"

namespace drydock::ecs::api {

/// The record whose ARN this is: its resource is `kind` ("service-revision/") and the record's key.
/// Null where there is none, or the ARN is of another kind, account or region.
template <class Record>
const Record* find_by_arn(const aws::Context& context, const std::string& text,
                          std::string_view kind) {
  const auto arn = Arn::parse(text);
  if (!arn || !is_of(*arn, context.world) || !arn->resource.starts_with(kind)) return nullptr;
  return context.store.find<Record>(context.world, arn->resource.substr(kind.size()));
}

}  // namespace drydock::ecs::api
