#include "runtime/engine/docker/container_json.h"

#include <charconv>
#include <map>
#include <set>

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

void write_map(Writer& writer, std::string_view name,
               const std::map<std::string, std::string>& items) {
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
  return std::to_string(port.container_port) + "/" + port.protocol;
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

void write_port_bindings(Writer& writer, const std::vector<PortBinding>& ports) {
  std::map<std::string, std::vector<int>> bindings;
  for (const PortBinding& port : ports) bindings[key_of(port)].push_back(port.host_port);
  writer.key("PortBindings");
  writer.begin_object();
  for (const auto& [key, host_ports] : bindings) {
    writer.key(key);
    writer.begin_array();
    for (const int host_port : host_ports) {
      writer.begin_object();
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

void write_host_config(Writer& writer, const ContainerSpec& spec) {
  writer.key("HostConfig");
  writer.begin_object();
  writer.member("NetworkMode", network_mode(spec.network));
  write_port_bindings(writer, spec.ports);
  std::vector<std::string> binds;
  for (const Mount& mount : spec.mounts) {
    binds.push_back(mount.source + ":" + mount.target + (mount.read_only ? ":ro" : ""));
  }
  write_list(writer, "Binds", binds);
  write_extra_hosts(writer, spec.extra_hosts);
  write_amount(writer, "CpuShares", spec.cpu_shares);
  write_amount(writer, "Memory", spec.memory_bytes);
  write_amount(writer, "MemoryReservation", spec.memory_reservation_bytes);
  write_flag(writer, "Privileged", spec.privileged);
  write_flag(writer, "ReadonlyRootfs", spec.read_only_root);
  write_flag(writer, "Init", spec.init);
  writer.end_object();
}

std::string text_of(View view) { return std::string(view.as_string().value_or("")); }

std::optional<int> port_in(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
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
    for (std::size_t j = 0; j < ports.at(i).size(); ++j) {
      const View binding = ports.at(i).at(j);
      const auto container_port = port_in(key.substr(0, slash));
      const auto host_port = port_in(binding["HostPort"].as_string().value_or(""));
      if (!container_port || !host_port ||
          text_of(binding["HostIp"]).find(':') != std::string::npos) {
        continue;
      }
      found.push_back(
          {*container_port, std::string(key.substr(std::min(slash + 1, key.size()))), *host_port});
    }
  }
  return found;
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

std::string create_body(const ContainerSpec& spec) {
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
  write_host_config(writer, spec);
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
  const View labels = container["Config"]["Labels"];
  for (std::size_t i = 0; i < labels.size(); ++i) {
    state.labels.emplace(labels.name_at(i), text_of(labels.at(i)));
  }
  state.ports = ports_of(container["NetworkSettings"]["Ports"]);
  read_address(container["NetworkSettings"]["Networks"], state);
  found.network_mode = text_of(container["HostConfig"]["NetworkMode"]);
  return found;
}

bool has_addresses(View network, const std::string& cidr) {
  const View config = network["IPAM"]["Config"];
  for (std::size_t i = 0; i < config.size(); ++i) {
    if (config.at(i)["Subnet"].as_string() == cidr) return true;
  }
  return false;
}

}  // namespace drydock::docker
