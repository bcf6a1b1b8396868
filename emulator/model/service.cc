#include "emulator/model/service.h"

#include <algorithm>

namespace drydock::model {
namespace {

template <class Named>
const Named* find_named(std::span<const Named> sorted, std::string_view name) {
  const auto at = std::ranges::lower_bound(sorted, name, {}, &Named::name);
  return at != sorted.end() && at->name == name ? &*at : nullptr;
}

}  // namespace

bool is_form(Protocol protocol) { return protocol == Protocol::query || protocol == Protocol::ec2; }

bool speaks(const ServiceModel& service, Protocol protocol) {
  return std::ranges::find(service.protocols, protocol) != service.protocols.end();
}

const OperationModel* find_operation(const ServiceModel& service, std::string_view name) {
  return find_named(service.operations, name);
}

const ErrorShape* find_error(const ServiceModel& service, std::string_view code) {
  return find_named(service.errors, code);
}

}  // namespace drydock::model
