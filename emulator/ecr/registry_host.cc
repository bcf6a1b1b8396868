#include "emulator/ecr/registry_host.h"

#include <algorithm>
#include <string>

#include "emulator/base/account.h"
#include "emulator/base/partition.h"

namespace drydock::ecr {
namespace {

std::string_view take_label(std::string_view& host) {
  const std::size_t dot = std::min(host.find('.'), host.size());
  const std::string_view label = host.substr(0, dot);
  host.remove_prefix(std::min(dot + 1, host.size()));
  return label;
}

}  // namespace

std::optional<World> world_of_host(std::string_view host) {
  const std::string_view account = take_label(host);
  if (!is_account(account) || take_label(host) != "dkr" || take_label(host) != "ecr") return {};
  const std::string_view region = take_label(host);
  if (region.empty() || host.empty()) return {};
  return World{std::string(account), std::string(region)};
}

// https://docs.aws.amazon.com/general/latest/gr/ecr.html
std::string host_of_world(const World& world) {
  const bool in_china = partition_of(world.region) == "aws-cn";
  return world.account + ".dkr.ecr." + world.region + ".amazonaws.com" + (in_china ? ".cn" : "");
}

}  // namespace drydock::ecr
