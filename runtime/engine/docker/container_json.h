#pragma once

#include <map>
#include <optional>
#include <string>

#include "emulator/json/document.h"
#include "emulator/ports/engine.h"

namespace drydock::docker {

/// The body of POST /containers/create. The engine runs no health check of its own: drydock does.
/// Ports are published on the address `publish_on` of the engine's host.
/// https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate
std::string create_body(const ContainerSpec& spec, const std::string& publish_on);

/// The body of POST /networks/create.
std::string network_body(const NetworkSpec& spec);

/// What GET /containers/<id>/json tells.
struct Inspection {
  ContainerState state;
  std::string
      network_mode;  ///< "default", "bridge", "host", "none", "container:<id>" or a network.
};
/// Nothing where this is no container.
std::optional<Inspection> inspection_of(json::View container);

/// What one entry of GET /containers/json tells, if the container runs: of one that does not run it
/// lacks how that came, and nothing is given.
std::optional<ContainerState> running_in(json::View summary);

/// Whether GET /networks/<name> tells of a network with these addresses.
bool has_addresses(json::View network, const std::string& cidr);

/// The name of a network in GET /networks that has addresses of this range.
std::optional<std::string> overlapping_network(json::View networks, const std::string& cidr);

/// An object of texts, as the engine has labels; what is no text is empty.
std::map<std::string, std::string> texts_of(json::View object);
}  // namespace drydock::docker
