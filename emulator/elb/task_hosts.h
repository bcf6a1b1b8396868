#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/base/world.h"
#include "emulator/store/store.h"

namespace drydock::elb {

/// The name by which a task reaches drydock's own port.
inline constexpr std::string_view api_host = "drydock.localhost";

/// What goes into a task's hosts file: drydock itself and the load balancers of its world with
/// their endpoints, as they are when the task starts, all at `address`. Nothing where there is no
/// address.
std::map<std::string, std::string> task_hosts(const Store& store, const World& world,
                                              const std::string& address);

}  // namespace drydock::elb
