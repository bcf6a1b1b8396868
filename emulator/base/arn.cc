#include "emulator/base/arn.h"

#include <array>

#include "emulator/base/partition.h"

namespace drydock {

std::optional<Arn> Arn::parse(std::string_view text) {
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (parts[0] != "arn" || !is_partition(parts[1]) || parts[2].empty() || text.empty()) {
    return std::nullopt;
  }
  return Arn{.partition = std::string(parts[1]),
             .service = std::string(parts[2]),
             .region = std::string(parts[3]),
             .account = std::string(parts[4]),
             .resource = std::string(text)};
}

std::string Arn::text() const {
  return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
}

std::string make_arn(std::string_view service, const World& world, std::string_view resource) {
  return Arn{.partition = std::string(partition_of(world.region)),
             .service = std::string(service),
             .region = world.region,
             .account = world.account,
             .resource = std::string(resource)}
      .text();
}

std::string make_global_arn(std::string_view service, const World& world,
                            std::string_view resource) {
  return Arn{.partition = std::string(partition_of(world.region)),
             .service = std::string(service),
             .region = "",
             .account = world.account,
             .resource = std::string(resource)}
      .text();
}

bool is_of(const Arn& arn, const World& world) {
  return arn.account == world.account && arn.region == world.region &&
         arn.partition == partition_of(world.region);
}

}  // namespace drydock
