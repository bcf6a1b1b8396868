#include "emulator/ecs/instance/instance_attributes.h"

#include <algorithm>
#include <string_view>

#include "emulator/ecs/errors.h"
#include "emulator/ecs/instance/local_instance.h"

namespace drydock::ecs {
namespace {

constexpr std::size_t length_max = 128;

bool is_of(std::string_view text, std::string_view marks) {
  return !text.empty() && text.size() <= length_max && std::ranges::all_of(text, [marks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

}  // namespace

Result<Done> check(const model::ecs::Attribute& attribute) {
  if (!is_of(attribute.name, "-_/\\.")) {
    return invalid_parameter(
        "Attribute names must be 1 to 128 letters, numbers, hyphens, underscores, forward slashes, "
        "back slashes or periods.");
  }
  if (!attribute.value || attribute.value->empty()) return Done{};
  const std::string& value = *attribute.value;
  if (!is_of(value, "-_.@/\\: ") || value.front() == ' ' || value.back() == ' ') {
    return invalid_parameter(
        "The value of the attribute " + attribute.name +
        " must be 1 to 128 letters, numbers, hyphens, underscores, periods, at "
        "signs, slashes, colons or spaces within.");
  }
  return Done{};
}

std::size_t custom_attributes(const std::map<std::string, std::string>& attributes) {
  return static_cast<std::size_t>(std::ranges::count_if(
      attributes, [](const auto& attribute) { return !is_agents_attribute(attribute.first); }));
}

}  // namespace drydock::ecs
