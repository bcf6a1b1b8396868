#include "emulator/ecs/instance/instance_registration.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "emulator/base/number.h"
#include "emulator/base/take.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/instance/instance_attributes.h"
#include "emulator/ecs/instance/local_instance.h"
#include "emulator/ecs/placement/place.h"
#include "emulator/json/document.h"

namespace drydock::ecs {
namespace {

using model::ecs::RegisterContainerInstanceRequest;

constexpr std::string_view capability_prefix = "com.amazonaws.ecs.capability.";
/// drydock's own bounds; an agent tells of some 60 attributes.
constexpr std::size_t attributes_max = 200;
constexpr std::size_t devices_max = 64;
constexpr std::size_t text_max = 255;

/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html
Result<Done> read_identity(const std::string& document, ContainerInstance& instance) {
  const auto parsed = json::parse(document);
  if (!parsed || !parsed->root().is_object()) {
    return client_error("The instance identity document is not a JSON object.");
  }
  const auto text = [&](std::string_view name) {
    return std::string(parsed->root()[name].as_string().value_or(""));
  };
  instance.ec2_instance_id = text("instanceId");
  for (const auto& [member, attribute] :
       {std::pair("availabilityZone", availability_zone_attribute),
        std::pair("instanceType", std::string_view("ecs.instance-type")),
        std::pair("imageId", std::string_view("ecs.ami-id"))}) {
    if (text(member).empty()) continue;
    const model::ecs::Attribute told{
        .name = std::string(attribute), .value = text(member), .target_type = {}, .target_id = {}};
    if (const auto checked = check(told); !checked) return checked;
    instance.attributes[told.name] = *told.value;
  }
  return Done{};
}

Result<Done> read_ports(const model::ecs::Resource& resource, Transport protocol,
                        std::vector<HostPort>& ports) {
  const std::string name = resource.name.value_or("");
  if (resource.type != "STRINGSET") {
    return invalid_parameter("The resource " + name + " must be of the type STRINGSET.");
  }
  for (const std::string& text : resource.string_set_value.value_or(std::vector<std::string>{})) {
    const auto port = parse_port(text);
    if (!port) return invalid_parameter("'" + text + "' in the resource " + name + " is no port.");
    ports.push_back({.port = *port, .protocol = protocol});
  }
  return Done{};
}

Result<Done> read_number(const model::ecs::Resource& resource, std::int64_t& number) {
  const std::string name = resource.name.value_or("");
  if (resource.type != "INTEGER" || !resource.integer_value || *resource.integer_value < 0) {
    return invalid_parameter("The resource " + name +
                             " must be of the type INTEGER, and not negative.");
  }
  number = *resource.integer_value;
  return Done{};
}

Result<Done> read_resource(const model::ecs::Resource& resource, TaskResources& sum) {
  const std::string name = resource.name.value_or("");
  if (name == "CPU") return read_number(resource, sum.cpu_units);
  if (name == "MEMORY") return read_number(resource, sum.memory_mib);
  if (name == "PORTS") return read_ports(resource, Transport::tcp, sum.ports);
  if (name == "PORTS_UDP") return read_ports(resource, Transport::udp, sum.ports);
  return invalid_parameter("drydock does not know the resource '" + name +
                           "': CPU, MEMORY, PORTS and PORTS_UDP are known.");
}

Result<Done> read_resources(const RegisterContainerInstanceRequest& request,
                            ContainerInstance& instance) {
  if (!request.total_resources || request.total_resources->empty()) {
    instance.registered = local_resources();
    return Done{};
  }
  std::set<std::string> names;
  for (const auto& resource : *request.total_resources) {
    if (!names.insert(resource.name.value_or("")).second) {
      return invalid_parameter("The resource " + *resource.name + " is given more than once.");
    }
    const auto read = read_resource(resource, instance.registered);
    if (!read) return read;
  }
  if (!names.contains("CPU") || !names.contains("MEMORY")) {
    return invalid_parameter("An instance has the resources CPU and MEMORY at least.");
  }
  if (instance.registered.ports.size() > instance_ports_max) {
    return invalid_parameter("An instance can have at most 100 reserved ports.");
  }
  return Done{};
}

Result<Done> read_attributes(const RegisterContainerInstanceRequest& request,
                             ContainerInstance& instance) {
  const auto given = request.attributes.value_or(std::vector<model::ecs::Attribute>{});
  if (given.size() > attributes_max) {
    return invalid_parameter("An instance can be registered with at most 200 attributes.");
  }
  for (const auto& attribute : given) {
    if (const auto checked = check(attribute); !checked) return checked;
    instance.attributes[attribute.name] = attribute.value.value_or("");
  }
  if (custom_attributes(instance.attributes) > custom_attributes_max) {
    return invalid_parameter("You can apply up to 10 custom attributes for each resource.");
  }
  return Done{};
}

/// What the engine has, where the agent has told nothing else.
void complete_attributes(const World& world, ContainerInstance& instance) {
  auto& attributes = instance.attributes;
  const bool tells_capabilities = std::ranges::any_of(attributes, [](const auto& attribute) {
    return attribute.first.starts_with(capability_prefix);
  });
  std::string zone = availability_zone(instance);
  if (zone.empty()) zone = ec2::default_network(world).subnets.front().availability_zone;
  for (const auto& [name, value] : engine_attributes(world, zone)) {
    if (value.empty() && tells_capabilities) continue;
    attributes.try_emplace(name, value);
  }
}

Result<Done> read_devices(const RegisterContainerInstanceRequest& request,
                          ContainerInstance& instance) {
  if (!request.platform_devices) return Done{};
  if (request.platform_devices->size() > devices_max) {
    return invalid_parameter("An instance can be registered with at most 64 devices.");
  }
  for (const auto& device : *request.platform_devices) {
    if (device.type != model::ecs::PlatformDeviceType::gpu) {
      return client_error("drydock does not emulate Neuron devices.");
    }
    if (device.id.empty() || device.id.size() > text_max) {
      return invalid_parameter("The id of a device must have 1 to 255 characters.");
    }
    instance.gpu_ids.push_back(device.id);
  }
  instance.registered.gpus = static_cast<std::int64_t>(instance.gpu_ids.size());
  return Done{};
}

Result<Done> read_version(const RegisterContainerInstanceRequest& request,
                          ContainerInstance& instance) {
  instance.agent_version = emulated_agent_version;
  if (!request.version_info) return Done{};
  take(request.version_info->agent_version, instance.agent_version);
  take(request.version_info->agent_hash, instance.agent_hash);
  take(request.version_info->docker_version, instance.docker_version);
  for (const std::string* text :
       {&instance.agent_version, &instance.agent_hash, &instance.docker_version}) {
    if (text->size() > text_max) {
      return invalid_parameter("A version can have at most 255 characters.");
    }
  }
  return Done{};
}

}  // namespace

Result<ContainerInstance> registered_instance(const InstanceRegistration& registration) {
  const RegisterContainerInstanceRequest& request = registration.request;
  ContainerInstance instance;
  instance.cluster = registration.cluster;
  if (const auto& document = request.instance_identity_document; document && !document->empty()) {
    if (const auto read = read_identity(*document, instance); !read) return read.error();
  }
  for (const auto read : {read_resources, read_attributes, read_devices, read_version}) {
    if (const auto done = read(request, instance); !done) return done.error();
  }
  complete_attributes(registration.world, instance);
  instance.tags = request.tags.value_or(std::vector<model::ecs::Tag>{});
  return instance;
}

}  // namespace drydock::ecs
