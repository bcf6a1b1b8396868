#pragma once

#include <optional>
#include <string>

#include "emulator/ports/engine.h"

namespace drydock::docker {

/// Where a Docker engine listens.
struct DockerHost {
  std::string unix_socket;  ///< The socket's path; empty where it is TCP.
  std::string url =
      "http://docker";  ///< Scheme, host and port; the host is a mere name for a socket.
  std::string address = "127.0.0.1";  ///< The host that published ports are on.

  /// Whether the engine is on this machine, as far as the address tells.
  [[nodiscard]] bool is_local() const {
    return !unix_socket.empty() || address.starts_with("127.") || address == "localhost" ||
           address == "[::1]";
  }

  friend bool operator==(const DockerHost&, const DockerHost&) = default;
};

/// Reads DOCKER_HOST as the docker command does: "unix://<path>" or "tcp://<host>[:<port>]";
/// nothing is /var/run/docker.sock. Kind::refused, with a sentence, for what drydock does not
/// speak. https://docs.docker.com/reference/cli/docker/#environment-variables
EngineResult<DockerHost> parse_docker_host(const std::optional<std::string>& docker_host,
                                           bool tls_verify = false);

/// The same from the environment's DOCKER_HOST and DOCKER_TLS_VERIFY.
EngineResult<DockerHost> docker_host_from_environment();

}  // namespace drydock::docker
