#include "runtime/engine/docker/docker_host.h"

#include <cstdlib>
#include <string_view>

namespace drydock::docker {
namespace {

constexpr std::string_view usual_socket = "/var/run/docker.sock";

EngineError refusal(const std::string& docker_host, const std::string& why) {
  return {EngineError::Kind::refused,
          "DOCKER_HOST is " + docker_host + ", but " + why +
              ": set it to unix:///path/to/docker.sock or to tcp://host:port."};
}

EngineResult<DockerHost> tcp_host(const std::string& docker_host, std::string_view rest) {
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t bracket = rest.rfind(']');
  const std::size_t colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string host(rest.substr(0, colon));
  const std::string port(colon == std::string_view::npos ? "2375" : rest.substr(colon + 1));
  const bool digits = !port.empty() && port.find_first_not_of("0123456789") == std::string::npos;
  if (host.empty() || !digits || host.find('/') != std::string::npos) {
    return refusal(docker_host, "that names no host and port");
  }
  return DockerHost{"", "http://" + host + ":" + port, host};
}

}  // namespace

EngineResult<DockerHost> parse_docker_host(const std::optional<std::string>& docker_host,
                                           bool tls_verify) {
  if (!docker_host || docker_host->empty()) return DockerHost{std::string(usual_socket)};
  const std::string_view text = *docker_host;
  const std::size_t end = text.find("://");
  const std::string_view scheme = text.substr(0, end);
  const std::string_view rest = end == std::string_view::npos ? "" : text.substr(end + 3);
  if (scheme == "unix" && rest.starts_with('/')) return DockerHost{std::string(rest)};
  if (scheme == "tcp" || scheme == "http") {
    if (tls_verify)
      return refusal(*docker_host,
                     "DOCKER_TLS_VERIFY asks for TLS, which drydock does not speak to an engine");
    return tcp_host(*docker_host, rest);
  }
  return refusal(*docker_host,
                 "drydock reaches a Docker engine by a unix socket or plain TCP only");
}

EngineResult<DockerHost> docker_host_from_environment() {
  const char* host = std::getenv("DOCKER_HOST");
  const char* tls = std::getenv("DOCKER_TLS_VERIFY");
  return parse_docker_host(host ? std::optional<std::string>(host) : std::nullopt,
                           tls != nullptr && *tls != '\0');
}

}  // namespace drydock::docker
