#include "emulator/ecs/references.h"

#include <algorithm>
#include <charconv>

#include "emulator/base/arn.h"
#include "model/ecs.h"

namespace drydock::ecs {
namespace {

aws::Error invalid(std::string message) {
  return {model::ecs::error::invalid_parameter_exception, std::move(message)};
}

bool is_arn(std::string_view text) { return text.starts_with("arn:"); }

std::string_view after_last(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);
}

/// The last part of an ARN's resource "<kind>/…", which must be of this account.
Result<std::string> last_part(const World& world, std::string_view text, std::string_view kind) {
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "ecs" || !arn->resource.starts_with(std::string(kind) + "/")) {
    return invalid("The ARN provided is invalid.");
  }
  if (arn->account != world.account) {
    return invalid("Identifier is for " + arn->account + ". Your accountId is " + world.account);
  }
  return std::string(after_last(arn->resource, '/'));
}

}  // namespace

std::string cluster_arn(const World& world, std::string_view cluster) {
  return make_arn("ecs", world, "cluster/" + std::string(cluster));
}

std::string service_arn(const World& world, std::string_view cluster, std::string_view service) {
  return make_arn("ecs", world, "service/" + std::string(cluster) + "/" + std::string(service));
}

std::string task_arn(const World& world, std::string_view cluster, std::string_view id) {
  return make_arn("ecs", world, "task/" + std::string(cluster) + "/" + std::string(id));
}

std::string task_definition_arn(const World& world, std::string_view family, int revision) {
  return make_arn("ecs", world,
                  "task-definition/" + std::string(family) + ":" + std::to_string(revision));
}

Result<std::string> cluster_name(const World& world, const std::optional<std::string>& given) {
  if (!given || given->empty()) return std::string("default");
  if (!is_arn(*given)) return *given;
  return last_part(world, *given, "cluster");
}

Result<std::string> service_name(const World& world, std::string_view given) {
  if (!is_arn(given)) return std::string(given);
  return last_part(world, given, "service");
}

Result<std::string> task_id(const World& world, std::string_view given) {
  auto id = is_arn(given) ? last_part(world, given, "task")
                          : Result<std::string>(std::string(after_last(given, '/')));
  if (!id) return id;
  if (id->size() != 32 && id->size() != 36) {
    return invalid("taskId length should be one of [32,36]");
  }
  return id;
}

Result<TaskDefinitionReference> task_definition_reference(std::string_view given) {
  if (is_arn(given)) {
    const auto slash = given.find(":task-definition/");
    if (slash == std::string_view::npos || !Arn::parse(given)) {
      return invalid("The ARN provided is invalid.");
    }
    given.remove_prefix(slash + std::string_view(":task-definition/").size());
  }
  const auto colon = given.find(':');
  TaskDefinitionReference reference{std::string(given.substr(0, colon)), std::nullopt};
  if (colon == std::string_view::npos) return reference;
  const std::string_view number = given.substr(colon + 1);
  int revision = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), revision);
  if (read.ec != std::errc{} || read.ptr != number.data() + number.size() || revision < 1) {
    return invalid("Invalid revision number. Number: " + std::string(number));
  }
  reference.revision = revision;
  return reference;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace drydock::ecs
