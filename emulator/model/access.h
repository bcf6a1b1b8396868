#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/model/shape.h"

/// The few functions a C++ type needs to be walked without being named. Only generated code and
/// emulator/model instantiate them; they are kept tiny since there is a set for every shape.
namespace drydock::model {

template <class T>
void* optional_step(void* field, OptionalStep step) {
  auto& value = *static_cast<std::optional<T>*>(field);
  if (step == OptionalStep::fill) return &value.emplace();
  if (step == OptionalStep::clear) value.reset();
  return value ? &*value : nullptr;
}

template <class T>
Elements list_elements(void* list) {
  auto& values = *static_cast<std::vector<T>*>(list);
  return {values.data(), values.size()};
}

template <class T>
Elements list_make(void* list, std::size_t count) {
  auto& values = *static_cast<std::vector<T>*>(list);
  values = std::vector<T>(count);
  return {values.data(), values.size()};
}

template <class T>
void* map_entry(void* map, std::string_view key) {
  return &(*static_cast<std::map<std::string, T>*>(map))[std::string(key)];
}

template <class T>
void map_visit(const void* map, void* context, MapVisitor visitor) {
  for (const auto& [key, value] : *static_cast<const std::map<std::string, T>*>(map)) {
    visitor(context, key, &value);
  }
}

/// Access to a value that stands in a std::optional<T> somewhere.
template <class T>
constexpr Access optional_access(Access access = {}) {
  access.optional = &optional_step<T>;
  return access;
}

/// Access to a std::vector<T>.
template <class T>
constexpr Access list_access() {
  Access access;
  access.elements = &list_elements<T>;
  access.make = &list_make<T>;
  access.stride = sizeof(T);
  return access;
}

/// Access to a std::map<std::string, T>.
template <class T>
constexpr Access map_access() {
  Access access;
  access.entry = &map_entry<T>;
  access.visit = &map_visit<T>;
  return access;
}

/// The types that every service shares, instantiated once. The one for enumerations serves all
/// generated enums.
extern const Access string_access, integer_access, long_integer_access, floating_access,
    boolean_access, timestamp_access, blob_access, document_access, enumeration_access,
    string_list_access, string_map_access, integer_map_access;

}  // namespace drydock::model
