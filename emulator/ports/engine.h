#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/transport.h"
#include "emulator/ports/labels.h"

namespace drydock {

/// Why an engine did not do what it was asked. Decisions read the kind, never the text.
struct EngineError {
  enum class Kind {
    not_found,      ///< No such container or network.
    conflict,       ///< A name or an address is taken, or the container is in the wrong state.
    image_missing,  ///< The image is not in the engine, or its registry does not have it.
    refused,        ///< The engine understood and said no: a bad option, no permission.
    unreachable,    ///< The engine does not answer; it may come back.
    timeout,        ///< No answer within the call's time.
  };
  Kind kind = Kind::unreachable;
  std::string message;  ///< The engine's own words, for people.
  EngineError() = default;
  EngineError(Kind error_kind, std::string text) : kind(error_kind), message(std::move(text)) {}
};
[[noreturn]] void throw_exception_from_error(const EngineError&, const boost::source_location&);

template <class T>
using EngineResult = Result<T, EngineError>;

/// A container's port, and where on the host it is to be published.
struct PortBinding {
  int container_port = 0;
  Transport protocol = Transport::tcp;
  int host_port = 0;  ///< 0: the engine takes a free one; inspect tells which.
};

/// Where a container's network namespace comes from.
struct NetworkAttachment {
  enum class Mode {
    none,
    bridge,     ///< The engine's default bridge; ports are published on the host.
    host,       ///< The host's own namespace.
    network,    ///< `network`, at `address`: an awsvpc task's pause container.
    container,  ///< The namespace of `container`: what an awsvpc task's containers share.
  };
  Mode mode = Mode::none;
  std::string network;    ///< A network's name, for Mode::network.
  std::string address;    ///< An IPv4 address within it, for Mode::network.
  std::string container;  ///< A container's id, for Mode::container.
};

/// What is seen at a path in a container.
struct Mount {
  enum class Kind {
    bind,    ///< `source`, a path of the host that is there.
    volume,  ///< The engine's volume `source`, made with the container where it is not there yet.
  };
  Kind kind = Kind::volume;
  std::string source;
  std::string target;
  bool read_only = false;
  /// Of a volume that is made. One that is there already is mounted only if it carries the label
  /// drydock.instance with the same value.
  Labels labels;
  std::string driver = "local";
  std::map<std::string, std::string> driver_options;
};

/// A file system in memory.
struct MemoryMount {
  std::string target;
  std::int64_t size_bytes = 0;
  std::vector<std::string> options;  ///< As mount(8) has them, such as "noexec".
};

/// A device of the host.
struct Device {
  std::string host_path;
  std::string container_path;
  std::string permissions;  ///< Letters of "rwm".
};

/// Everything that the engine has to know to create a container.
struct ContainerSpec {
  std::string name;   ///< Unique in the engine.
  std::string image;  ///< A reference, such as "localhost:4566/shop:v1".
  std::optional<std::vector<std::string>> command;     ///< Absent: the image's.
  std::optional<std::vector<std::string>> entrypoint;  ///< Absent: the image's.
  std::map<std::string, std::string> environment;
  Labels labels;
  NetworkAttachment network;
  std::vector<PortBinding> ports;
  std::vector<Mount> mounts;
  std::vector<MemoryMount> memory_mounts;
  std::vector<Device> devices;
  std::optional<std::string> hostname;
  /// Names for the container's hosts file, with their addresses. Not with Mode::container, whose
  /// hosts file is that container's.
  std::map<std::string, std::string> extra_hosts;
  std::optional<std::string> user;
  std::optional<std::string> working_directory;
  std::int64_t cpu_shares = 0;                ///< 0: the engine's default.
  std::int64_t memory_bytes = 0;              ///< 0: no limit.
  std::int64_t memory_reservation_bytes = 0;  ///< 0: none.
  std::int64_t shared_memory_bytes = 0;       ///< Of /dev/shm; 0: the engine's default.
  std::vector<std::string> added_capabilities;
  std::vector<std::string> dropped_capabilities;
  std::vector<std::string> security_options;
  std::string pid_mode;  ///< "host", "container:<id>", or empty for a namespace of its own.
  std::string ipc_mode;  ///< "host", "none", or empty for the engine's default.
  bool privileged = false;
  bool read_only_root = false;
  bool init = false;  ///< Run an init process as PID 1.
};

/// What the engine knows of a container.
struct ContainerState {
  enum class Status { created, running, exited };
  std::string id;
  std::string name;
  std::string image_id;  ///< "sha256:…", the engine's id of the image.
  Status status = Status::created;
  Labels labels;
  std::optional<int> exit_code;  ///< Set once exited.
  bool oom_killed = false;
  std::string error;               ///< The engine's reason why it could not start.
  std::vector<PortBinding> ports;  ///< As published; host_port is never 0 in a running container.
  std::string address;             ///< Its IPv4 address, where it has one of its own.
  std::string mac_address;
};

/// There may be very many: what grows and is given up in parts holds nobody up.
using ContainerStates = std::deque<ContainerState>;

/// A volume of the engine.
struct Volume {
  std::string name;
  Labels labels;
};

/// Something that happened to a container. It wakes whoever watches; the truth is in inspect.
struct EngineEvent {
  enum class Kind {
    started,
    died,
    out_of_memory,
    disconnected,  ///< The engine is lost; no container is named.
    reconnected,   ///< It is back, and anything may have happened meanwhile: look again.
  };
  Kind kind = Kind::died;
  std::string container_id;
  Labels labels;
};

struct EngineInfo {
  std::string name;     ///< "docker" or "simulated".
  std::string version;  ///< Of the engine, for people.
};

/// What a command that ran in a container gave.
struct ExecOutcome {
  int exit_code = 0;
  std::string output;  ///< At most 4 KiB of stdout and stderr together.
};

/// What a running container uses of the machine.
struct ContainerUsage {
  std::chrono::nanoseconds cpu_time{0};  ///< On all CPUs together, since it started.
  std::int64_t memory_bytes = 0;         ///< Now, without files that are merely cached.
};

/// A network of the engine that drydock makes for a VPC.
struct NetworkSpec {
  std::string name;
  std::string cidr;     ///< Such as "172.31.0.0/16".
  std::string gateway;  ///< The host's address in it.
  Labels labels;
};

/// Who may pull an image from a registry that asks for a login.
struct RegistryCredentials {
  std::string user;
  std::string password;
};

/// The container engine. Every call is made on the control thread and completes on it. None blocks.
/// A call that outlives its own deadline ends with Kind::timeout; one to an engine that has gone,
/// with Kind::unreachable.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Asks the engine who it is. The first call after construction.
  virtual boost::asio::awaitable<EngineResult<EngineInfo>> info() = 0;

  /// Brings an image into the engine from its registry. image_missing if the registry lacks it.
  virtual boost::asio::awaitable<EngineResult<Done>> pull(
      std::string reference, std::optional<RegistryCredentials> credentials) = 0;
  /// Whether its images have bytes. A simulated engine's are names only.
  [[nodiscard]] virtual bool has_image_bytes() const = 0;
  /// Sends an image that the engine holds to a registry under `reference`. image_missing if it
  /// does not hold one of that name, refused where images have no bytes.
  virtual boost::asio::awaitable<EngineResult<Done>> push(std::string image, std::string reference,
                                                          RegistryCredentials credentials) = 0;
  /// The engine's id ("sha256:…") of an image that it holds; image_missing if it does not.
  virtual boost::asio::awaitable<EngineResult<std::string>> image_id(std::string reference) = 0;
  /// Makes an image of one static program, its entry point "/program", and nothing else. The name
  /// is the maker's own: an image that had it before loses it.
  virtual boost::asio::awaitable<EngineResult<Done>> make_image(std::string reference,
                                                                std::string program,
                                                                Labels labels) = 0;
  /// Removes an image that carries a label of drydock's. One that is gone is no error; conflict
  /// while a container is made of it, refused where it is somebody else's.
  virtual boost::asio::awaitable<EngineResult<Done>> remove_image(std::string reference) = 0;

  /// Creates a container and gives its id. conflict if the name is taken, or if a volume of a name
  /// that it mounts is another owner's.
  virtual boost::asio::awaitable<EngineResult<std::string>> create(ContainerSpec spec) = 0;
  /// Completes when it runs. conflict if its address or a port of the host is taken, or if the
  /// container whose namespace it joins does not run. One that runs already is no error.
  virtual boost::asio::awaitable<EngineResult<Done>> start(std::string container_id) = 0;
  /// Sends SIGTERM, and SIGKILL after `grace` of real patience (see Pace); completes when the
  /// container has exited. A container that is not running is no error.
  virtual boost::asio::awaitable<EngineResult<Done>> stop(std::string container_id,
                                                          Duration grace) = 0;
  /// Kills and removes the container with its anonymous volumes. One that is gone is no error.
  virtual boost::asio::awaitable<EngineResult<Done>> remove(std::string container_id) = 0;
  virtual boost::asio::awaitable<EngineResult<ContainerState>> inspect(
      std::string container_id) = 0;
  /// Every container, running or not, that carries the label with this value.
  virtual boost::asio::awaitable<EngineResult<ContainerStates>> list(std::string label,
                                                                     std::string value) = 0;
  /// What a container uses. conflict where it does not run.
  virtual boost::asio::awaitable<EngineResult<ContainerUsage>> usage(std::string container_id) = 0;
  /// Runs a command in a running container. timeout when it takes longer than `patience`: then the
  /// command has been killed, with all that it started. Where it could not be, later commands in
  /// that container end with timeout and do not begin while it is there.
  virtual boost::asio::awaitable<EngineResult<ExecOutcome>> exec(std::string container_id,
                                                                 std::vector<std::string> command,
                                                                 Duration patience) = 0;

  /// Sees to it that the network is there. One that is there has to carry the same labels, but for
  /// drydock.instance: drydocks share it. conflict if one of that name has not, or if another
  /// network takes its addresses; the error tells which.
  virtual boost::asio::awaitable<EngineResult<Done>> ensure_network(NetworkSpec spec) = 0;
  /// Removes a network that carries a label of drydock's. conflict while a container is in it,
  /// refused where it is somebody else's. A network that is gone is no error.
  virtual boost::asio::awaitable<EngineResult<Done>> remove_network(std::string name) = 0;

  /// Every volume that carries the label with this value.
  virtual boost::asio::awaitable<EngineResult<std::vector<Volume>>> list_volumes(
      std::string label, std::string value) = 0;
  /// Removes a volume that carries a label of drydock's. conflict while a container mounts it,
  /// refused where it is somebody else's. One that is gone is no error.
  virtual boost::asio::awaitable<EngineResult<Done>> remove_volume(std::string name) = 0;

  /// Where this process reaches a TCP port of a running container, as "host:port" parts. For Docker
  /// its own address or the published port; for the simulated engine a loopback port.
  struct Endpoint {
    std::string host;
    int port = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
  };
  virtual boost::asio::awaitable<EngineResult<Endpoint>> endpoint(std::string container_id,
                                                                  int container_port) = 0;

  /// Every event from now on, in order, until the engine is destroyed. One listener. Events that
  /// happened while the connection was lost are told after `reconnected`.
  virtual void on_event(std::function<void(const EngineEvent&)> listener) = 0;
};

}  // namespace drydock
