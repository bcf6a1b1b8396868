#include "runtime/engine/docker/container_json.h"

#include <boost/asio/ip/network_v4.hpp>
#include <map>
#include <set>

#include "emulator/base/number.h"
#include "emulator/json/writer.h"

namespace drydock::docker {
namespace {

using json::View;
using json::Writer;
using Mode = NetworkAttachment::Mode;
using Status = ContainerState::Status;

void write_list(Writer& writer, std::string_view name, const std::vector<std::string>& items) {
  writer.key(name);
  writer.begin_array();
  for (const std::string& item : items) writer.string(item);
  writer.end_array();
}

template <class Pairs>
void write_map(Writer& writer, std::string_view name, const Pairs& items) {
  writer.key(name);
  writer.begin_object();
  for (const auto& [key, value] : items) writer.member(key, value);
  writer.end_object();
}

void write_flag(Writer& writer, std::string_view name, bool value) {
  writer.key(name);
  writer.boolean(value);
}

/// Zero is the engine's own default, and so is a member that is not there.
void write_amount(Writer& writer, std::string_view name, std::int64_t value) {
  if (value == 0) return;
  writer.key(name);
  writer.integer(value);
}

std::string key_of(const PortBinding& port) {
  return std::to_string(port.container_port) + "/" + std::string(to_text(port.protocol));
}

/// The engine publishes only ports that are exposed as well.
void write_exposed_ports(Writer& writer, const std::vector<PortBinding>& ports) {
  std::set<std::string> keys;
  for (const PortBinding& port : ports) keys.insert(key_of(port));
  writer.key("ExposedPorts");
  writer.begin_object();
  for (const std::string& key : keys) {
    writer.key(key);
    writer.begin_object();
    writer.end_object();
  }
  writer.end_object();
}

void write_port_bindings(Writer& writer, const std::vector<PortBinding>& ports,
                         const std::string& host_ip) {
  std::map<std::string, std::vector<int>> bindings;
  for (const PortBinding& port : ports) bindings[key_of(port)].push_back(port.host_port);
  writer.key("PortBindings");
  writer.begin_object();
  for (const auto& [key, host_ports] : bindings) {
    writer.key(key);
    writer.begin_array();
    for (const int host_port : host_ports) {
      writer.begin_object();
      writer.member("HostIp", host_ip);
      writer.member("HostPort", host_port == 0 ? "" : std::to_string(host_port));
      writer.end_object();
    }
    writer.end_array();
  }
  writer.end_object();
}

std::string network_mode(const NetworkAttachment& network) {
  switch (network.mode) {
    case Mode::none:
      return "none";
    case Mode::bridge:
      return "bridge";
    case Mode::host:
      return "host";
    case Mode::network:
      return network.network;
    case Mode::container:
      return "container:" + network.container;
  }
  return "none";
}

void write_address(Writer& writer, const NetworkAttachment& network) {
  writer.key("NetworkingConfig");
  writer.begin_object();
  writer.key("EndpointsConfig");
  writer.begin_object();
  writer.key(network.network);
  writer.begin_object();
  writer.key("IPAMConfig");
  writer.begin_object();
  writer.member("IPv4Address", network.address);
  for (int depth = 0; depth < 4; ++depth) writer.end_object();
}

void write_extra_hosts(Writer& writer, const std::map<std::string, std::string>& hosts) {
  if (hosts.empty()) return;
  std::vector<std::string> lines;
  lines.reserve(hosts.size());
  for (const auto& [name, address] : hosts) lines.push_back(name + ":" + address);
  write_list(writer, "ExtraHosts", lines);
}

void write_volume_options(Writer& writer, const Mount& volume) {
  writer.key("VolumeOptions");
  writer.begin_object();
  write_map(writer, "Labels", volume.labels);
  writer.key("DriverConfig");
  writer.begin_object();
  writer.member("Name", volume.driver);
  write_map(writer, "Options", volume.driver_options);
  writer.end_object();
  writer.end_object();
}

/// Each part a member of its own: no path of anybody's is taken apart again by the engine.
void write_mounts(Writer& writer, const std::vector<Mount>& mounts) {
  writer.key("Mounts");
  writer.begin_array();
  for (const Mount& mount : mounts) {
    const bool is_bind = mount.kind == Mount::Kind::bind;
    writer.begin_object();
    writer.member("Type", is_bind ? "bind" : "volume");
    writer.member("Source", mount.source);
    writer.member("Target", mount.target);
    write_flag(writer, "ReadOnly", mount.read_only);
    if (!is_bind) write_volume_options(writer, mount);
    writer.end_object();
  }
  writer.end_array();
}

/// {"/run": "size=1048576,noexec"}
void write_memory_mounts(Writer& writer, const std::vector<MemoryMount>& mounts) {
  if (mounts.empty()) return;
  writer.key("Tmpfs");
  writer.begin_object();
  for (const MemoryMount& mount : mounts) {
    std::string options = "size=" + std::to_string(mount.size_bytes);
    for (const std::string& option : mount.options) options += "," + option;
    writer.member(mount.target, options);
  }
  writer.end_object();
}

void write_devices(Writer& writer, const std::vector<Device>& devices) {
  if (devices.empty()) return;
  writer.key("Devices");
  writer.begin_array();
  for (const Device& device : devices) {
    writer.begin_object();
    writer.member("PathOnHost", device.host_path);
    writer.member("PathInContainer", device.container_path);
    writer.member("CgroupPermissions", device.permissions);
    writer.end_object();
  }
  writer.end_array();
}

void write_text(Writer& writer, std::string_view name, const std::string& value) {
  if (!value.empty()) writer.member(name, value);
}

void write_words(Writer& writer, std::string_view name, const std::vector<std::string>& words) {
  if (!words.empty()) write_list(writer, name, words);
}

void write_isolation(Writer& writer, const ContainerSpec& spec) {
  write_words(writer, "CapAdd", spec.added_capabilities);
  write_words(writer, "CapDrop", spec.dropped_capabilities);
  write_words(writer, "SecurityOpt", spec.security_options);
  write_text(writer, "PidMode", spec.pid_mode);
  write_text(writer, "IpcMode", spec.ipc_mode);
  write_flag(writer, "Privileged", spec.privileged);
  write_flag(writer, "ReadonlyRootfs", spec.read_only_root);
}

void write_host_config(Writer& writer, const ContainerSpec& spec, const std::string& publish_on) {
  writer.key("HostConfig");
  writer.begin_object();
  writer.member("NetworkMode", network_mode(spec.network));
  write_port_bindings(writer, spec.ports, publish_on);
  write_mounts(writer, spec.mounts);
  write_memory_mounts(writer, spec.memory_mounts);
  write_devices(writer, spec.devices);
  write_extra_hosts(writer, spec.extra_hosts);
  write_amount(writer, "CpuShares", spec.cpu_shares);
  write_amount(writer, "Memory", spec.memory_bytes);
  write_amount(writer, "MemoryReservation", spec.memory_reservation_bytes);
  write_amount(writer, "ShmSize", spec.shared_memory_bytes);
  write_isolation(writer, spec);
  write_flag(writer, "Init", spec.init);
  writer.end_object();
}

std::string text_of(View view) { return std::string(view.as_string().value_or("")); }

std::optional<int> port_in(std::string_view text) { return parse_number<std::uint16_t>(text); }

std::optional<int> port_in(View number) {
  const auto port = number.as_integer();
  if (!port || !std::in_range<std::uint16_t>(*port)) return std::nullopt;
  return static_cast<int>(*port);
}

/// "created", "running", "paused", "restarting", "removing", "exited" or "dead".
Status status_of(std::string_view word) {
  if (word == "created") return Status::created;
  if (word == "exited" || word == "dead" || word == "removing") return Status::exited;
  return Status::running;
}

/// {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "32768"}, {"HostIp": "::", …}]}: the same port for
/// both kinds of address, but not always, so IPv4's is taken.
std::vector<PortBinding> ports_of(View ports) {
  std::vector<PortBinding> found;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const std::string_view key = ports.name_at(i);
    const std::size_t slash = std::min(key.find('/'), key.size());
    const auto protocol = transport_from(key.substr(std::min(slash + 1, key.size())));
    for (std::size_t j = 0; j < ports.at(i).size(); ++j) {
      const View binding = ports.at(i).at(j);
      const auto container_port = port_in(key.substr(0, slash));
      const auto host_port = port_in(binding["HostPort"].as_string().value_or(""));
      if (!container_port || !protocol || !host_port ||
          text_of(binding["HostIp"]).find(':') != std::string::npos) {
        continue;
      }
      found.push_back({*container_port, *protocol, *host_port});
    }
  }
  return found;
}

/// [{"IP": "127.0.0.1", "PrivatePort": 80, "PublicPort": 32768, "Type": "tcp"}, {"PrivatePort": 81,
/// "Type": "tcp"}]: the same as above in a list of containers, where what is not published is told
/// too.
std::vector<PortBinding> published_in(View ports) {
  std::vector<PortBinding> found;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const View port = ports.at(i);
    const auto container_port = port_in(port["PrivatePort"]);
    const auto host_port = port_in(port["PublicPort"]);
    const auto protocol = transport_from(port["Type"].as_string().value_or(""));
    if (!container_port || !host_port || !protocol ||
        text_of(port["IP"]).find(':') != std::string::npos) {
      continue;
    }
    found.push_back({*container_port, *protocol, *host_port});
  }
  return found;
}

/// "a.b.c.d/n" as the first address and the last.
std::optional<std::pair<std::uint32_t, std::uint32_t>> range_of(const std::string& cidr) {
  boost::system::error_code error;
  const auto network = boost::asio::ip::make_network_v4(cidr, error);
  if (error) return std::nullopt;
  return std::pair(network.network().to_uint(), network.broadcast().to_uint());
}

void read_address(View networks, ContainerState& state) {
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const View network = networks.at(i);
    if (text_of(network["IPAddress"]).empty()) continue;
    state.address = text_of(network["IPAddress"]);
    state.mac_address = text_of(network["MacAddress"]);
    return;
  }
}

}  // namespace

std::string create_body(const ContainerSpec& spec, const std::string& publish_on) {
  Writer writer;
  writer.begin_object();
  writer.member("Image", spec.image);
  if (spec.command) write_list(writer, "Cmd", *spec.command);
  if (spec.entrypoint) write_list(writer, "Entrypoint", *spec.entrypoint);
  std::vector<std::string> environment;
  for (const auto& [name, value] : spec.environment) environment.push_back(name + "=" + value);
  write_list(writer, "Env", environment);
  write_map(writer, "Labels", spec.labels);
  if (spec.hostname) writer.member("Hostname", *spec.hostname);
  if (spec.user) writer.member("User", *spec.user);
  if (spec.working_directory) writer.member("WorkingDir", *spec.working_directory);
  writer.key("Healthcheck");
  writer.begin_object();
  write_list(writer, "Test", {"NONE"});
  writer.end_object();
  write_exposed_ports(writer, spec.ports);
  write_host_config(writer, spec, publish_on);
  if (spec.network.mode == Mode::network && !spec.network.address.empty()) {
    write_address(writer, spec.network);
  }
  writer.end_object();
  return std::string(writer.text());
}

std::string network_body(const NetworkSpec& spec) {
  Writer writer;
  writer.begin_object();
  writer.member("Name", spec.name);
  writer.member("Driver", "bridge");
  write_flag(writer, "CheckDuplicate", true);
  writer.key("IPAM");
  writer.begin_object();
  writer.key("Config");
  writer.begin_array();
  writer.begin_object();
  writer.member("Subnet", spec.cidr);
  if (!spec.gateway.empty()) writer.member("Gateway", spec.gateway);
  writer.end_object();
  writer.end_array();
  writer.end_object();
  write_map(writer, "Labels", spec.labels);
  writer.end_object();
  return std::string(writer.text());
}

std::optional<Inspection> inspection_of(View container) {
  const auto id = container["Id"].as_string();
  const View status = container["State"];
  if (!id || !status.is_object()) return std::nullopt;
  Inspection found;
  ContainerState& state = found.state;
  state.id = *id;
  state.name = text_of(container["Name"]);
  if (state.name.starts_with('/')) state.name.erase(0, 1);
  state.image_id = text_of(container["Image"]);
  state.status = status_of(text_of(status["Status"]));
  if (state.status == Status::exited) {
    state.exit_code = static_cast<int>(status["ExitCode"].as_integer().value_or(0));
  }
  state.oom_killed = status["OOMKilled"].as_bool().value_or(false);
  state.error = text_of(status["Error"]);
  state.labels = texts_of(container["Config"]["Labels"]);
  state.ports = ports_of(container["NetworkSettings"]["Ports"]);
  read_address(container["NetworkSettings"]["Networks"], state);
  found.network_mode = text_of(container["HostConfig"]["NetworkMode"]);
  return found;
}

std::optional<ContainerState> running_in(View summary) {
  const auto id = summary["Id"].as_string();
  const auto status = summary["State"].as_string();
  if (!id || !status || status_of(*status) != Status::running) return std::nullopt;
  ContainerState state;
  state.id = *id;
  state.name = text_of(summary["Names"].at(0));
  if (state.name.starts_with('/')) state.name.erase(0, 1);
  state.image_id = text_of(summary["ImageID"]);
  state.status = Status::running;
  state.labels = texts_of(summary["Labels"]);
  state.ports = published_in(summary["Ports"]);
  read_address(summary["NetworkSettings"]["Networks"], state);
  return state;
}

std::optional<std::string> overlapping_network(View networks, const std::string& cidr) {
  const auto wanted = range_of(cidr);
  for (std::size_t i = 0; wanted && i < networks.size(); ++i) {
    const View config = networks.at(i)["IPAM"]["Config"];
    for (std::size_t j = 0; j < config.size(); ++j) {
      const auto range = range_of(text_of(config.at(j)["Subnet"]));
      if (range && range->first <= wanted->second && wanted->first <= range->second) {
        return text_of(networks.at(i)["Name"]);
      }
    }
  }
  return std::nullopt;
}

std::map<std::string, std::string> texts_of(View object) {
  std::map<std::string, std::string> texts;
  if (!object.is_object()) return texts;
  for (std::size_t i = 0; i < object.size(); ++i) {
    texts.emplace(object.name_at(i), text_of(object.at(i)));
  }
  return texts;
}

bool has_addresses(View network, const std::string& cidr) {
  const View config = network["IPAM"]["Config"];
  for (std::size_t i = 0; i < config.size(); ++i) {
    if (config.at(i)["Subnet"].as_string() == cidr) return true;
  }
  return false;
}

}  // namespace drydock::docker
