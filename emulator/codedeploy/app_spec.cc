#include "emulator/codedeploy/app_spec.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <utility>

#include "emulator/base/joined.h"
#include "emulator/base/number.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy {
namespace {

/// Ends the reading; never leaves this file. Its sentence may name what the file does, whatever
/// bytes that has.
struct Problem : std::runtime_error {
  explicit Problem(std::string said) : std::runtime_error("AppSpec"), sentence(std::move(said)) {}
  std::string sentence;
};

bool is_same_key(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  });
}

/// A value of the file, and the way to it: "Resources/TargetService/Properties".
struct Entry {
  std::string path;
  YAML::Node node;

  [[noreturn]] void wrong(std::string_view what) const {
    throw Problem(joined({path, " ", what, "."}));
  }

  [[nodiscard]] std::string text() const {
    if (!node.IsScalar() || node.Scalar().empty()) wrong("must be a text");
    return node.Scalar();
  }
  [[nodiscard]] int number(int least, int most) const {
    const auto value = parse_number(text());
    if (!value || *value < least || *value > most) {
      wrong(
          joined({"must be a number from ", std::to_string(least), " to ", std::to_string(most)}));
    }
    return *value;
  }

  /// The value under a key of this map, which may be written in any case; nothing where it has none
  /// or an empty one.
  [[nodiscard]] std::optional<Entry> find(std::string_view key) const {
    if (!node.IsMap()) wrong("must be a map");
    for (const auto& pair : node) {
      const bool is_it = pair.first.IsScalar() && is_same_key(pair.first.Scalar(), key);
      if (is_it && !pair.second.IsNull()) return Entry{path_to(key), pair.second};
    }
    return std::nullopt;
  }
  [[nodiscard]] Entry get(std::string_view key) const {
    auto found = find(key);
    if (!found) throw Problem(path_to(key) + " is missing.");
    return *std::move(found);
  }
  /// Calls `read` with each member of this list, of which there are so many at most.
  template <class Read>
  void each(std::size_t most, Read read) const {
    if (!node.IsSequence()) wrong("must be a list");
    if (node.size() > most) wrong(joined({"has more than ", std::to_string(most), " members"}));
    for (const YAML::Node& member : node) read(Entry{path, member});
  }

 private:
  [[nodiscard]] std::string path_to(std::string_view key) const {
    return path.empty() ? std::string(key) : joined({path, "/", key});
  }
};

std::vector<std::string> read_texts(const Entry& entry) {
  constexpr std::size_t most = 16;
  std::vector<std::string> texts;
  entry.each(most, [&](const Entry& member) { texts.push_back(member.text()); });
  return texts;
}

model::ecs::NetworkConfiguration read_network(const Entry& entry) {
  using model::ecs::AssignPublicIp;
  const Entry given = entry.get("AwsvpcConfiguration");
  model::ecs::AwsVpcConfiguration vpc;
  vpc.subnets = read_texts(given.get("Subnets"));
  if (const auto groups = given.find("SecurityGroups")) vpc.security_groups = read_texts(*groups);
  if (const auto assign = given.find("AssignPublicIp")) {
    const std::string word = assign->text();
    if (word != "ENABLED" && word != "DISABLED") assign->wrong("must be ENABLED or DISABLED");
    vpc.assign_public_ip = word == "ENABLED" ? AssignPublicIp::enabled : AssignPublicIp::disabled;
  }
  return {.awsvpc_configuration = std::move(vpc)};
}

std::vector<model::ecs::CapacityProviderStrategyItem> read_strategy(const Entry& entry) {
  constexpr std::size_t most = 20;
  std::vector<model::ecs::CapacityProviderStrategyItem> items;
  entry.each(most, [&](const Entry& member) {
    model::ecs::CapacityProviderStrategyItem item;
    item.capacity_provider = member.get("CapacityProvider").text();
    if (const auto base = member.find("Base")) item.base = base->number(0, 100'000);
    if (const auto weight = member.find("Weight")) item.weight = weight->number(0, 1000);
    items.push_back(std::move(item));
  });
  return items;
}

/// The one resource that an AppSpec has, under whatever name.
Entry find_target(const Entry& root) {
  std::vector<Entry> found;
  root.get("Resources").each(1, [&](const Entry& resource) {
    if (!resource.node.IsMap() || resource.node.size() != 1) {
      resource.wrong("must be a list of maps with one key, as TargetService");
    }
    const auto& pair = *resource.node.begin();
    found.push_back({joined({resource.path, "/", pair.first.Scalar()}), pair.second});
  });
  if (found.empty()) throw Problem("Resources is empty.");
  return found.front();
}

std::map<std::string, std::string> read_hooks(const Entry& entry) {
  constexpr std::array<std::string_view, 5> events = {"BeforeInstall", "AfterInstall",
                                                      "AfterAllowTestTraffic", "BeforeAllowTraffic",
                                                      "AfterAllowTraffic"};
  std::map<std::string, std::string> hooks;
  entry.each(events.size(), [&](const Entry& hook) {
    if (!hook.node.IsMap() || hook.node.size() != 1) hook.wrong("must be a list of single keys");
    const auto& pair = *hook.node.begin();
    const auto event = std::ranges::find_if(
        events, [&](std::string_view one) { return is_same_key(one, pair.first.Scalar()); });
    if (event == events.end()) {
      hook.wrong(joined({"has an event to which no hook belongs: ", pair.first.Scalar()}));
    }
    hooks[std::string(*event)] = Entry{hook.path, pair.second}.text();
  });
  return hooks;
}

void check_version(const Entry& root) {
  const std::string version = root.get("version").text();
  if (version != "0.0" && version != "0") throw Problem("The version must be 0.0.");
}

AppSpec read_app_spec(const Entry& root) {
  check_version(root);
  const Entry target = find_target(root);
  if (target.get("Type").text() != "AWS::ECS::Service") {
    target.wrong("must have the type AWS::ECS::Service");
  }
  const Entry properties = target.get("Properties");
  const Entry balancer = properties.get("LoadBalancerInfo");
  AppSpec spec;
  spec.task_definition = properties.get("TaskDefinition").text();
  spec.container_name = balancer.get("ContainerName").text();
  spec.container_port = balancer.get("ContainerPort").number(1, 65535);
  if (const auto version = properties.find("PlatformVersion")) {
    spec.platform_version = version->text();
  }
  if (const auto network = properties.find("NetworkConfiguration")) {
    spec.network_configuration = read_network(*network);
  }
  if (const auto strategy = properties.find("CapacityProviderStrategy")) {
    spec.capacity_provider_strategy = read_strategy(*strategy);
  }
  if (const auto hooks = root.find("Hooks")) spec.hooks = read_hooks(*hooks);
  return spec;
}

/// AWS's sentence, and what it is about. https://github.com/aws/aws-cli/issues/6267
aws::Error invalid_revision(std::string_view what) {
  return {model::codedeploy::error::invalid_revision_exception,
          joined({"The deployment failed because the AppSpec file that specifies the deployment "
                  "configuration is missing or has an invalid configuration. ",
                  what})};
}

}  // namespace

Result<AppSpec> parse_app_spec(std::string_view text) {
  if (text.size() > app_spec_length_max) {
    return invalid_revision("The AppSpec file is longer than 32 KiB.");
  }
  try {
    const Entry root{"", YAML::Load(std::string(text))};
    if (!root.node.IsMap()) return invalid_revision("The AppSpec file is no map.");
    return read_app_spec(root);
  } catch (const Problem& problem) {
    return invalid_revision(problem.sentence);
  } catch (const YAML::Exception& problem) {
    constexpr std::string_view is_no_yaml =
        "The input AppSpec file is a not well-formed yaml. The template cannot be parsed. Line ";
    const std::string line = std::to_string(problem.mark.line + 1);
    return invalid_revision(joined({is_no_yaml, line, ": ", problem.msg, "."}));
  }
}

}  // namespace drydock::codedeploy
