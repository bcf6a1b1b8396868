#include "emulator/ecs/placement/place.h"

#include <algorithm>
#include <array>
#include <map>

#include "emulator/base/sums.h"
#include "emulator/ecs/instance/instance_attributes.h"

namespace drydock::ecs {
namespace {

using model::ecs::PlacementStrategy;
using model::ecs::PlacementStrategyType;

bool has_attributes(const PlacementRequest& request, const PlacementInstance& instance) {
  return std::ranges::all_of(request.attributes, [&instance](const auto& wanted) {
    const auto found = instance.queried.attributes.find(wanted.first);
    if (found == instance.queried.attributes.end()) return false;
    return wanted.second.empty() || found->second == wanted.second;
  });
}

std::string_view attribute_of(const PlacementInstance& instance, std::string_view name) {
  const auto found = instance.queried.attributes.find(name);
  return found == instance.queried.attributes.end() ? std::string_view() : found->second;
}

bool is_in_zone(const PlacementRequest& request, const PlacementInstance& instance) {
  if (request.zones.empty()) return true;
  return request.zones.contains(std::string(attribute_of(instance, "ecs.availability-zone")));
}

/// What cannot change while tasks are placed.
std::optional<PlacementFault> lasting_fault(const PlacementRequest& request,
                                            const PlacementInstance& instance) {
  if (!instance.queried.agent_connected) return PlacementFault::agent;
  if (!has_attributes(request, instance)) return PlacementFault::attribute;
  if (!is_in_zone(request, instance)) return PlacementFault::location;
  return std::nullopt;
}

bool has_ports(const PlacementRequest& request, const PlacementInstance& instance) {
  const auto& taken = instance.remaining.ports;
  const auto& wanted = request.needs.ports;
  if (wanted.empty()) return true;
  if (taken.size() + wanted.size() > instance_ports_max) return false;
  const std::set<HostPort> each(wanted.begin(), wanted.end());
  if (each.size() < wanted.size()) return false;
  return std::ranges::none_of(taken, [&each](const HostPort& port) { return each.contains(port); });
}

bool holds_of(const std::vector<ClusterQuery>& queries, const PlacementInstance& instance) {
  return std::ranges::all_of(
      queries, [&instance](const ClusterQuery& query) { return query.matches(instance.queried); });
}

/// What the tasks that an instance runs leave of it.
std::optional<PlacementFault> passing_fault(const PlacementRequest& request,
                                            const PlacementInstance& instance) {
  if (!holds_of(request.member_of, instance)) return PlacementFault::member_of;
  if (request.distinct_instance) {
    const auto group = instance.queried.groups.find(request.group);
    if (group != instance.queried.groups.end() && group->second > 0) {
      return PlacementFault::distinct_instance;
    }
  }
  const TaskResources& left = instance.remaining;
  if (request.needs.gpus > std::max<std::int64_t>(left.gpus, 0)) return PlacementFault::gpu;
  if (request.needs.cpu_units > left.cpu_units) return PlacementFault::cpu;
  if (request.needs.memory_mib > left.memory_mib) return PlacementFault::memory;
  if (!has_ports(request, instance)) return PlacementFault::ports;
  if (instance.awaits_daemon) return PlacementFault::daemon;
  return std::nullopt;
}

/// All but the ports.
void take(PlacementInstance& instance, const TaskResources& needs) {
  TaskResources& left = instance.remaining;
  left.cpu_units = capped_sum(left.cpu_units, -needs.cpu_units);
  left.memory_mib = capped_sum(left.memory_mib, -needs.memory_mib);
  left.gpus = capped_sum(left.gpus, -needs.gpus);
}

void take_ports(PlacementInstance& instance, const TaskResources& needs) {
  auto& taken = instance.remaining.ports;
  taken.insert(taken.end(), needs.ports.begin(), needs.ports.end());
}

/// Which instances are alike for a strategy of the kind `spread`, as a number each.
std::vector<std::size_t> buckets_of(const PlacementStrategy& strategy,
                                    const std::vector<PlacementInstance>& instances) {
  const std::string field = strategy.field.value_or("");
  const bool by_attribute = field.starts_with(attribute_prefix);
  std::map<std::string_view, std::size_t> numbers;
  std::vector<std::size_t> buckets;
  buckets.reserve(instances.size());
  for (const PlacementInstance& instance : instances) {
    const std::string_view value =
        by_attribute
            ? attribute_of(instance, std::string_view(field).substr(attribute_prefix.size()))
            : std::string_view(instance.id);
    buckets.push_back(numbers.try_emplace(value, numbers.size()).first->second);
  }
  return buckets;
}

/// Places one task after another; what every instance has and lacks is noted once and kept up.
class Placer {
 public:
  Placer(const PlacementRequest& request, std::vector<PlacementInstance> instances,
         const Chance& chance)
      : request_(request), instances_(std::move(instances)), chance_(chance) {
    std::ranges::sort(instances_, {}, &PlacementInstance::id);
    for (const PlacementInstance& instance : instances_) {
      lasting_.push_back(lasting_fault(request_, instance));
    }
    faults_ = lasting_;
    for (std::size_t at = 0; at < instances_.size(); ++at) look_again(at);
    for (const PlacementStrategy& strategy : request_.strategies) note_buckets(strategy);
  }

  PlacementResult place() {
    PlacementResult result;
    for (int task = 0; task < request_.count; ++task) {
      const auto chosen = choose();
      if (!chosen) {
        for (std::size_t at = 0; at < instances_.size(); ++at) {
          result.rejections.push_back({instances_[at].id, *faults_[at]});
        }
        break;
      }
      result.instance_ids.push_back(instances_[*chosen].id);
      put_on(*chosen);
    }
    return result;
  }

 private:
  /// How many of the tasks that are to be spread each bucket has.
  struct Buckets {
    std::vector<std::size_t> of_instance;
    std::vector<int> tasks;
  };

  void note_buckets(const PlacementStrategy& strategy) {
    Buckets buckets;
    if (strategy.type == PlacementStrategyType::spread) {
      buckets.of_instance = buckets_of(strategy, instances_);
      buckets.tasks.resize(instances_.size());
      for (std::size_t at = 0; at < instances_.size(); ++at) {
        buckets.tasks[buckets.of_instance[at]] += instances_[at].own_tasks;
      }
    }
    buckets_.push_back(std::move(buckets));
  }

  void look_again(std::size_t at) {
    faults_[at] = lasting_[at] ? lasting_[at] : passing_fault(request_, instances_[at]);
  }

  std::optional<std::size_t> choose() const {
    std::vector<std::size_t> left;
    for (std::size_t at = 0; at < instances_.size(); ++at) {
      if (!faults_[at]) left.push_back(at);
    }
    if (left.empty()) return std::nullopt;
    for (std::size_t i = 0; i < request_.strategies.size(); ++i) {
      if (left.size() == 1) break;
      narrow(left, i);
    }
    return left.front();
  }

  void narrow(std::vector<std::size_t>& left, std::size_t strategy) const {
    const auto type = request_.strategies[strategy].type;
    if (type == PlacementStrategyType::random) {
      left = {left[chance_() % left.size()]};
      return;
    }
    const auto packed = packed_resource(request_.strategies[strategy].field.value_or(""));
    const bool memory = packed == PackedResource::memory;
    const auto load = [&](std::size_t at) -> std::int64_t {
      const TaskResources& remaining = instances_[at].remaining;
      if (type == PlacementStrategyType::binpack) {
        return memory ? remaining.memory_mib : remaining.cpu_units;
      }
      return buckets_[strategy].tasks[buckets_[strategy].of_instance[at]];
    };
    const std::int64_t least = load(*std::ranges::min_element(left, {}, load));
    std::erase_if(left, [&](std::size_t at) { return load(at) > least; });
  }

  void put_on(std::size_t at) {
    PlacementInstance& instance = instances_[at];
    take(instance, request_.needs);
    ++instance.queried.running_tasks;
    ++instance.queried.groups[request_.group];
    for (Buckets& buckets : buckets_) {
      if (!buckets.of_instance.empty()) ++buckets.tasks[buckets.of_instance[at]];
    }
    look_again(at);
    if (request_.needs.ports.empty()) return;
    for (std::size_t other = 0; other < instances_.size(); ++other) {
      take_ports(instances_[other], request_.needs);
      look_again(other);
    }
  }

  const PlacementRequest& request_;
  std::vector<PlacementInstance> instances_;
  const Chance& chance_;
  std::vector<std::optional<PlacementFault>> lasting_;
  std::vector<std::optional<PlacementFault>> faults_;
  std::vector<Buckets> buckets_;  ///< One a strategy; empty but for `spread`.
};

std::string_view event_text(PlacementFault fault) {
  switch (fault) {
    case PlacementFault::agent:
      return R"(encountered error "AGENT".)";
    case PlacementFault::attribute:
      return "is missing an attribute required by your task.";
    case PlacementFault::location:
      return R"(encountered error "LOCATION".)";
    case PlacementFault::member_of:
      return R"(encountered error "MemberOf placement constraint unsatisfied.".)";
    case PlacementFault::distinct_instance:
      return R"(encountered error "DistinctInstance placement constraint unsatisfied.".)";
    case PlacementFault::gpu:
      return R"(encountered error "RESOURCE:GPU".)";
    case PlacementFault::cpu:
      return "has insufficient CPU units available.";
    case PlacementFault::memory:
      return "has insufficient memory available.";
    case PlacementFault::ports:
      return "is already using a port required by your task.";
    case PlacementFault::daemon:
      return "is waiting for the task of a managed daemon.";
  }
  return "";
}

}  // namespace

std::string_view to_text(PlacementFault fault) {
  switch (fault) {
    case PlacementFault::agent:
      return "AGENT";
    case PlacementFault::attribute:
      return "ATTRIBUTE";
    case PlacementFault::location:
      return "LOCATION";
    case PlacementFault::member_of:
      return "MemberOf placement constraint unsatisfied.";
    case PlacementFault::distinct_instance:
      return "DistinctInstance placement constraint unsatisfied.";
    case PlacementFault::gpu:
      return "RESOURCE:GPU";
    case PlacementFault::cpu:
      return "RESOURCE:CPU";
    case PlacementFault::memory:
      return "RESOURCE:MEMORY";
    case PlacementFault::ports:
      return "RESOURCE:PORTS";
    case PlacementFault::daemon:
      return "DAEMON";
  }
  return "";
}

std::optional<PackedResource> packed_resource(std::string_view field) {
  const auto is = [field](std::string_view name) {
    return std::ranges::equal(field, name, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  };
  if (is("cpu")) return PackedResource::cpu;
  if (is("memory")) return PackedResource::memory;
  return std::nullopt;
}

PlacementResult place(const PlacementRequest& request, std::vector<PlacementInstance> instances,
                      const Chance& chance) {
  return Placer(request, std::move(instances), chance).place();
}

void put_on(std::vector<PlacementInstance>& instances, const std::string& instance_id,
            const TaskResources& needs, const std::string& group) {
  for (PlacementInstance& instance : instances) {
    take_ports(instance, needs);
    if (instance.id != instance_id) continue;
    take(instance, needs);
    ++instance.queried.running_tasks;
    ++instance.queried.groups[group];
  }
}

bool meets_constraints(const PlacementRequest& request, const PlacementInstance& instance) {
  return !lasting_fault(request, instance) && holds_of(request.member_of, instance);
}

std::optional<PlacementFault> fault_of(const PlacementRequest& request,
                                       const PlacementInstance& instance) {
  const auto lasting = lasting_fault(request, instance);
  return lasting ? lasting : passing_fault(request, instance);
}

const PlacementRejection* closest(const PlacementResult& result) {
  const auto found = std::ranges::max_element(result.rejections, {}, &PlacementRejection::fault);
  return found == result.rejections.end() ? nullptr : &*found;
}

std::string placement_reason(const PlacementResult& result) {
  const PlacementRejection* nearest = closest(result);
  if (nearest == nullptr) return " Reason: No Container Instances were found in your cluster.";
  return " The closest matching (container-instance " + nearest->instance_id + ") " +
         std::string(event_text(nearest->fault));
}

}  // namespace drydock::ecs
