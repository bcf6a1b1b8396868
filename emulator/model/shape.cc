#include "emulator/model/shape.h"

#include <algorithm>
#include <cstring>

namespace drydock::model {
namespace {

template <class Named>
const Named* find_named(std::span<const Named> sorted, std::string_view name) {
  const auto at = std::ranges::lower_bound(sorted, name, {}, &Named::name);
  return at != sorted.end() && at->name == name ? &*at : nullptr;
}

}  // namespace

const OperationModel* find_operation(const ServiceModel& service, std::string_view name) {
  return find_named(service.operations, name);
}

const ErrorShape* find_error(const ServiceModel& service, std::string_view code) {
  return find_named(service.errors, code);
}

std::uint16_t enumerator_number(const void* value) {
  std::uint16_t number = 0;
  std::memcpy(&number, value, sizeof number);
  return number;
}

void set_enumerator(void* value, std::uint16_t number) {
  std::memcpy(value, &number, sizeof number);
}

bool is_longer_than_allowed(const Shape& shape, std::size_t count) {
  return shape.constraints != nullptr && shape.constraints->max &&
         static_cast<double>(count) > *shape.constraints->max;
}

std::optional<std::uint16_t> find_enumerator(const Shape& enumeration, std::string_view text) {
  const auto at = std::ranges::find(enumeration.enumerators, text);
  if (at == enumeration.enumerators.end()) return std::nullopt;
  return static_cast<std::uint16_t>(at - enumeration.enumerators.begin());
}

}  // namespace drydock::model
