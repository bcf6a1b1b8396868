#include "emulator/ec2/default_network.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/network_v4.hpp>
#include <cstdint>
#include <string_view>
#include <utility>

#include "emulator/base/arn.h"
#include "emulator/base/fingerprint.h"
#include "emulator/base/hex.h"

namespace drydock::ec2 {
namespace {

std::string id_of(std::string_view prefix, const World& world, std::string_view what) {
  const std::string seed = world.account + "/" + world.region + "/" + std::string(what);
  return std::string(prefix) + "-0" + hex_number(fingerprint(seed));
}

/// The first address that tasks can have, and the one after the last. AWS keeps the first four of
/// a subnet and its last for itself.
std::pair<std::uint32_t, std::uint32_t> addresses_of(const Subnet& subnet) {
  const auto hosts = boost::asio::ip::make_network_v4(subnet.cidr);
  return {hosts.network().to_uint() + 4, hosts.broadcast().to_uint()};
}

}  // namespace

DefaultNetwork default_network(const World& world) {
  DefaultNetwork network{.vpc_id = id_of("vpc", world, "vpc"),
                         .cidr = "172.31.0.0/16",
                         .gateway = "172.31.0.1",
                         .subnets = {},
                         .security_group_id = id_of("sg", world, "default")};
  constexpr std::array<std::string_view, 3> cidrs = {"172.31.0.0/20", "172.31.16.0/20",
                                                     "172.31.32.0/20"};
  for (std::size_t i = 0; i < cidrs.size(); ++i) {
    const char letter = static_cast<char>('a' + i);
    const std::string id = id_of("subnet", world, std::string(1, letter));
    network.subnets.push_back(
        {.id = id,
         .arn = make_arn("ec2", world, "subnet/" + id),
         .cidr = std::string(cidrs[i]),
         .availability_zone = world.region + letter,
         .availability_zone_id = world.region + "-az" + std::to_string(i + 1)});
  }
  return network;
}

const Subnet& subnet_or_first(const DefaultNetwork& network, std::string_view id) {
  const auto found = std::ranges::find(network.subnets, id, &Subnet::id);
  return found == network.subnets.end() ? network.subnets.front() : *found;
}

std::string local_instance_id(const World& world) { return id_of("i", world, "instance"); }

std::uint32_t address_count(const Subnet& subnet) {
  const auto [first, end] = addresses_of(subnet);
  return end - first;
}

std::optional<std::string> free_address(const Subnet& subnet,
                                        const std::function<bool(const std::string&)>& is_taken,
                                        const std::string& after) {
  const auto [first, end] = addresses_of(subnet);
  boost::system::error_code error;
  const std::uint32_t before = boost::asio::ip::make_address_v4(after, error).to_uint();
  std::uint32_t next = !error && before >= first && before < end ? before + 1 : first;
  for (std::uint32_t left = end - first; left > 0; --left, ++next) {
    if (next == end) next = first;
    std::string text = boost::asio::ip::address_v4(next).to_string();
    if (!is_taken(text)) return text;
  }
  return std::nullopt;
}

}  // namespace drydock::ec2
