#include "emulator/model/shape.h"

#include <algorithm>
#include <cstring>

namespace drydock::model {
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
