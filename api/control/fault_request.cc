#include "api/control/fault_request.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "api/control/page.h"
#include "emulator/base/arn.h"
#include "emulator/base/iso_duration.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/ecs/task_search.h"
#include "emulator/elb/references.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/json/document.h"

namespace drydock::control {
namespace {

constexpr std::int64_t most_pulls = 1'000;
constexpr std::size_t longest_text = 1'024;
constexpr Duration longest_span = std::chrono::days(366);
constexpr std::string_view usual_reason = "a fault of drydock's was asked for";

aws::Error invalid_fault(std::string message) {
  return {"ValidationException", std::move(message)};
}

/// The members of one fault's object, read one after another. The first thing that is wrong is
/// kept.
class Members {
 public:
  Members(json::View object, std::string_view of, std::vector<std::string_view> known)
      : object_(object), of_(of) {
    if (!object.is_object()) note(of_ + " takes an object.");
    const std::string_view unknown = unknown_member(object, known);
    if (!unknown.empty()) note("There is no member " + std::string(unknown) + " of " + of_ + ".");
  }

  [[nodiscard]] bool has(std::string_view name) const { return !object_[name].is_absent(); }

  std::string text(std::string_view name) {
    const auto value = object_[name].as_string();
    if (value && !value->empty() && value->size() <= longest_text) return std::string(*value);
    note(place(name) + " takes a text of 1 to 1,024 characters.");
    return {};
  }
  std::string optional_text(std::string_view name, std::string_view otherwise = {}) {
    return has(name) ? text(name) : std::string(otherwise);
  }
  int number(std::string_view name, std::int64_t least, std::int64_t most) {
    const auto value = object_[name].as_integer();
    if (value && *value >= least && *value <= most) return static_cast<int>(*value);
    note(place(name) + " takes a number from " + std::to_string(least) + " to " +
         std::to_string(most) + ".");
    return 0;
  }
  Duration span(std::string_view name) {
    const auto value = object_[name].as_string();
    const auto read = value ? parse_iso_duration(*value) : std::nullopt;
    if (read && *read > Duration(0) && *read <= longest_span) return *read;
    note(place(name) + " takes an ISO 8601 duration such as PT30S, of at most 366 days.");
    return Duration(0);
  }
  std::optional<Duration> optional_span(std::string_view name) {
    return has(name) ? std::optional(span(name)) : std::nullopt;
  }
  void must_be_true(std::string_view name) {
    if (object_[name].as_bool() != true) note(place(name) + " takes true.");
  }

  void note(std::string problem) {
    if (!problem_) problem_ = std::move(problem);
  }
  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

 private:
  [[nodiscard]] std::string place(std::string_view name) const {
    return of_ + "." + std::string(name);
  }

  json::View object_;
  std::string of_;
  std::optional<std::string> problem_;
};

Result<FaultRequest> read_pulls(const Store&, json::View object) {
  Members members(object, "pulls", {"fail", "image", "reason"});
  FailingPulls pulls{.left = members.number("fail", 1, most_pulls),
                     .image = members.optional_text("image"),
                     .reason = members.optional_text("reason", usual_reason)};
  if (members.problem()) return invalid_fault(*members.problem());
  return LastingFault{std::move(pulls), std::nullopt};
}

Result<FaultRequest> read_starts(const Store&, json::View object) {
  Members members(object, "starts", {"slow", "image", "for"});
  SlowStarts starts{.by = members.span("slow"), .image = members.optional_text("image")};
  const auto span = members.optional_span("for");
  if (members.problem()) return invalid_fault(*members.problem());
  return LastingFault{std::move(starts), span};
}

Result<FaultRequest> read_engine(const Store&, json::View object) {
  Members members(object, "engine", {"lost"});
  const Duration span = members.span("lost");
  if (members.problem()) return invalid_fault(*members.problem());
  return LastingFault{LostEngine{}, span};
}

/// A zone's name is its region's and a letter: every region has the same.
bool is_zone(const std::string& name) {
  const auto is_in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (name.size() < 2 || !std::ranges::all_of(name, is_in_name)) return false;
  const World somewhere{.account = "", .region = name.substr(0, name.size() - 1)};
  const auto subnets = ec2::default_network(somewhere).subnets;
  return std::ranges::find(subnets, name, &ec2::Subnet::availability_zone) != subnets.end();
}

Result<FaultRequest> read_zone(const Store&, json::View object) {
  Members members(object, "zone", {"name", "lost", "for"});
  const std::string name = members.text("name");
  members.must_be_true("lost");
  const auto span = members.optional_span("for");
  if (members.problem()) return invalid_fault(*members.problem());
  if (!is_zone(name)) {
    return invalid_fault("There is no zone " + name + ": a region has three, such as us-east-1a.");
  }
  return LastingFault{ZoneLoss{name}, span};
}

std::string names_of(const ecs::Task& task) {
  std::string names;
  for (const ecs::Container& container : task.containers) {
    names += (names.empty() ? "" : ", ") + container.name;
  }
  return names;
}

/// A container that runs, and its task.
struct Running {
  ecs::TaskInWorld task;
  const ecs::Container* container = nullptr;
};

Result<Running> find_running(const Store& store, const std::string& id, const std::string& name) {
  const auto task = ecs::search_task(store, id);
  if (!task) return invalid_fault("There is no task " + id + ".");
  const auto& containers = task->task->containers;
  const ecs::Container* container = name.empty() && containers.size() == 1
                                        ? &containers.front()
                                        : ecs::find_container(*task->task, name);
  if (container == nullptr) {
    return invalid_fault("Name one of the containers of task " + id + ": " + names_of(*task->task) +
                         ".");
  }
  if (container->phase != ecs::ContainerPhase::running) {
    return invalid_fault("Container " + container->name + " of task " + id + " does not run.");
  }
  return Running{*task, container};
}

bool has_health_check(const Store& store, const Running& running) {
  const auto* revision =
      ecs::find_revision(store, running.task.world, running.task.task->task_definition_arn);
  const auto* definition = revision == nullptr ? nullptr
                                               : ecs::find_container_definition(
                                                     revision->definition, running.container->name);
  return definition != nullptr && definition->health_check.has_value();
}

Result<FaultRequest> read_container(const Store& store, json::View object) {
  Members members(object, "container", {"task", "name", "crash", "unhealthy", "for"});
  const std::string id = members.text("task");
  const std::string name = members.optional_text("name");
  const bool crashes = members.has("crash");
  if (crashes == members.has("unhealthy")) {
    members.note("container takes either crash or unhealthy.");
  }
  if (crashes && members.has("for")) members.note("A crash is over at once: for has no meaning.");
  const int exit_code = crashes ? members.number("crash", 0, 255) : 0;
  if (!crashes) members.must_be_true("unhealthy");
  const auto span = members.optional_span("for");
  if (members.problem()) return invalid_fault(*members.problem());
  const Result<Running> running = find_running(store, id, name);
  if (!running) return running.error();
  const ecs::Container& container = *running->container;
  const std::string& task = running->task.task->id;
  if (crashes) return ContainerCrash{task, container.name, container.engine_id, exit_code};
  if (!has_health_check(store, *running)) {
    return invalid_fault("Container " + container.name + " of task " + id +
                         " has no health check, so nobody would notice.");
  }
  return LastingFault{UnhealthyContainer{task, container.name, container.engine_id}, span};
}

/// The group with this ARN, and the world that it is in.
Result<std::pair<World, const elb::TargetGroup*>> find_group(const Store& store,
                                                             const std::string& arn) {
  for (const World& world : store.worlds()) {
    const auto* group = store.find<elb::TargetGroup>(world, arn);
    if (group == nullptr) continue;
    if (!group->health_check.enabled || !elb::is_in_use(store, world, arn)) {
      return invalid_fault("Nobody checks the health of targets of " + group->name +
                           ": no listener forwards to it, or its health checks are off.");
    }
    return std::pair(world, group);
  }
  return invalid_fault("There is no target group " + arn + ".");
}

/// The one registered target of the group with this id, and this port where one is given.
Result<const elb::Target*> find_target(const Store& store, const World& world,
                                       const std::string& group, const std::string& id, int port) {
  const elb::Target* found = nullptr;
  for (const auto& [key, target] : store.table<elb::Target>(world).members(group)) {
    const bool asked_for = target->id == id && (port == 0 || target->port == port);
    if (!asked_for || target->deregistered_at) continue;
    if (found != nullptr)
      return invalid_fault("Target " + id + " has more than one port: name it.");
    found = target;
  }
  if (found == nullptr)
    return invalid_fault("Target " + id + " is not registered with this group.");
  return found;
}

Result<FaultRequest> read_target(const Store& store, json::View object) {
  Members members(object, "target", {"targetGroup", "id", "port", "unhealthy", "for"});
  const std::string arn = members.text("targetGroup");
  const std::string id = members.text("id");
  const int port = members.has("port") ? members.number("port", 1, 65535) : 0;
  members.must_be_true("unhealthy");
  const auto span = members.optional_span("for");
  if (members.problem()) return invalid_fault(*members.problem());
  const auto group = find_group(store, arn);
  if (!group) return group.error();
  const Result<const elb::Target*> target = find_target(store, group->first, arn, id, port);
  if (!target) return target.error();
  return LastingFault{UnhealthyTarget{arn, id, (*target)->port, (*target)->key()}, span};
}

struct Kind {
  std::string_view name;
  Result<FaultRequest> (*read)(const Store& store, json::View object);
};
constexpr std::array<Kind, 6> kinds{{{"pulls", &read_pulls},
                                     {"starts", &read_starts},
                                     {"container", &read_container},
                                     {"target", &read_target},
                                     {"engine", &read_engine},
                                     {"zone", &read_zone}}};

}  // namespace

Result<FaultRequest> read_fault(const Store& store, std::string_view body) {
  const auto document = json::parse(body);
  if (!document) return document.error();
  const json::View root = document->root();
  const auto kind = std::ranges::find(kinds, root.name_at(0), &Kind::name);
  if (root.size() != 1 || kind == kinds.end()) {
    return invalid_fault(
        "Say one fault: an object with pulls, starts, container, target, engine or zone.");
  }
  return kind->read(store, root.at(0));
}

}  // namespace drydock::control
