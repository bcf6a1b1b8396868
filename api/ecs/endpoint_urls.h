#pragma once

#include <string>
#include <string_view>

#include "emulator/base/world.h"

namespace drydock::ecs::api {

/// Where drydock answers: the port of its own, by which endpoints are reached.
struct OwnPort {
  /// `authority`: "localhost:4566".
  explicit OwnPort(std::string_view authority);
  std::string suffix;  ///< ":4566"; empty for port 80.
};

/// "http://<name>:4566", by the name of the endpoint that leads to this machine.
std::string endpoint_url(const World& world, std::string_view endpoint, const OwnPort& port);

}  // namespace drydock::ecs::api
