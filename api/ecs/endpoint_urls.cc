#include "api/ecs/endpoint_urls.h"

#include "emulator/elb/balancer_names.h"

namespace drydock::ecs::api {

OwnPort::OwnPort(std::string_view authority) {
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos) suffix = authority.substr(colon);
}

std::string endpoint_url(const World& world, std::string_view endpoint, const OwnPort& port) {
  return "http://" + elb::endpoint_names(endpoint, world.region).front() + port.suffix;
}

}  // namespace drydock::ecs::api
