#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/transport.h"

namespace drydock::ecs {

/// How far a container has come. AWS shows PENDING up to `starting`, RUNNING for `running` and
/// `stopping`, STOPPED for `stopped`.
enum class ContainerPhase {
  waiting,  ///< For its dependencies, or for its task's network.
  pulling,
  pulled,
  creating,
  created,
  starting,
  running,
  stopping,
  stopped,
};
BOOST_DESCRIBE_ENUM(ContainerPhase, waiting, pulling, pulled, creating, created, starting, running,
                    stopping, stopped)
std::string_view to_text(ContainerPhase phase);

enum class HealthStatus { unknown, healthy, unhealthy };
BOOST_DESCRIBE_ENUM(HealthStatus, unknown, healthy, unhealthy)
std::string_view to_text(HealthStatus status);

/// What a container's health check has found so far.
struct ContainerHealth {
  HealthStatus status = HealthStatus::unknown;
  int consecutive_failures = 0;
  bool passed_once = false;  ///< The first success ends the start period.
  std::optional<TimePoint> last_checked_at;
  std::optional<TimePoint> last_counted_at;  ///< Of the failures that counted, the latest.

  friend bool operator==(const ContainerHealth&, const ContainerHealth&) = default;
};
BOOST_DESCRIBE_STRUCT(ContainerHealth, (),
                      (status, consecutive_failures, passed_once, last_checked_at, last_counted_at))

/// A container's port and where it can be reached.
struct PublishedPort {
  int container_port = 0;
  int host_port = 0;
  Transport protocol = Transport::tcp;
  /// Where drydock itself reaches the port: with Docker the task's address or a published port,
  /// with the simulated engine a loopback port.
  std::string reach_host;
  int reach_port = 0;

  friend bool operator==(const PublishedPort&, const PublishedPort&) = default;
};
BOOST_DESCRIBE_STRUCT(PublishedPort, (),
                      (container_port, host_port, protocol, reach_host, reach_port))

struct Container {
  std::string name;  ///< As in the task definition.
  std::string arn;
  std::string image;
  std::optional<std::string> image_digest;
  ContainerPhase phase = ContainerPhase::waiting;
  std::string engine_id;  ///< Empty until created; AWS's runtimeId on EC2.
  std::optional<int> exit_code;
  std::optional<std::string> reason;  ///< "CannotPullContainerError: …"
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> stopped_at;
  ContainerHealth health;
  std::vector<PublishedPort> ports;
  int restarts = 0;

  friend bool operator==(const Container&, const Container&) = default;
};
BOOST_DESCRIBE_STRUCT(Container, (),
                      (name, arn, image, image_digest, phase, engine_id, exit_code, reason,
                       started_at, stopped_at, health, ports, restarts))

}  // namespace drydock::ecs
