#include "emulator/base/arn.h"

#include <array>

namespace drydock {

std::optional<Arn> Arn::parse(std::string_view text) {
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (parts[0] != "arn" || parts[1] != "aws" || parts[2].empty() || text.empty()) {
    return std::nullopt;
  }
  return Arn{std::string(parts[2]), std::string(parts[3]), std::string(parts[4]),
             std::string(text)};
}

std::string Arn::text() const {
  return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
}

std::string make_arn(std::string_view service, const World& world, std::string_view resource) {
  return Arn{std::string(service), world.region, world.account, std::string(resource)}.text();
}

}  // namespace drydock
