#pragma once

#include <string>
#include <vector>

namespace drydock {

/// Where drydock listens beside `host`, the address that it was told: at the other loopback
/// address, which `localhost` may mean, and where containers reach this machine, `for_containers`.
/// Nothing where that is no address, or where `host` is one that stands for all.
std::vector<std::string> more_addresses(const std::string& host, const std::string& for_containers);

}  // namespace drydock
