#include "runtime/controllers/metric_publisher.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "async/let_others.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/balancer_metrics.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/references.h"
#include "runtime/controllers/keys_in_worlds.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

/// So many samples are forgotten before others get a turn.
constexpr std::size_t most_samples_forgotten_at_once = 200;

/// How much more there is than before: counters that are new began at nothing.
template <class Counts>
Counts of(const std::map<std::string, Counts>& counts, const std::string& name) {
  const auto found = counts.find(name);
  return found == counts.end() ? Counts() : found->second;
}

std::uint64_t more(std::uint64_t now, std::uint64_t before) {
  return now >= before ? now - before : now;  // A counter that began anew.
}

}  // namespace

struct MetricPublisher::Question {
  struct Container {
    std::string id;
    TimePoint started_at;
  };
  ecs::TaskResources reserved;
  std::vector<Container> containers;
};

MetricPublisher::MetricPublisher(const Store& store, const Clock& clock, Engine& engine,
                                 cloudwatch::MetricData& data, Sources sources)
    : store_(store), clock_(clock), engine_(engine), data_(data), sources_(std::move(sources)) {}

asio::awaitable<void> MetricPublisher::publish(TimePoint minute) {
  co_await publish_balancers(minute);
  co_await publish_services(minute);
}

void MetricPublisher::publish(const World& world,
                              const std::vector<cloudwatch::PublishedMetric>& metrics,
                              TimePoint minute) {
  for (const cloudwatch::PublishedMetric& each : metrics) {
    data_.add(world, each.metric, each.unit, minute, each.set, clock_.now());
  }
}

asio::awaitable<void> MetricPublisher::publish_balancers(TimePoint minute) {
  const auto balancers = sources_.balancers();
  const auto groups = sources_.groups();
  for (const Name& name : keys_of<elb::LoadBalancer>(store_)) {
    const auto* balancer = store_.find<elb::LoadBalancer>(name.first, name.second);
    if (balancer == nullptr) continue;
    const std::string& host = balancer->dns_name;
    std::vector<cloudwatch::PublishedMetric> metrics = {elb::request_count(
        *balancer, more(of(balancers, host).requests, of(balancers_before_, host).requests))};
    for (const std::string& arn : elb::target_groups_of(store_, name.first, name.second)) {
      const GroupServed now = of(groups, arn);
      const GroupServed before = of(groups_before_, arn);
      const GroupServed served{.requests = more(now.requests, before.requests),
                               .target_5xx = more(now.target_5xx, before.target_5xx)};
      std::ranges::move(elb::group_metrics(store_, name.first, *balancer, arn, served),
                        std::back_inserter(metrics));
    }
    publish(name.first, metrics, minute);
    co_await let_others();
  }
  balancers_before_ = balancers;
  groups_before_ = groups;
}

asio::awaitable<void> MetricPublisher::publish_services(TimePoint minute) {
  new_samples_.clear();
  for (const Name& name : keys_of<ecs::Service>(store_)) {
    const std::vector<ecs::TaskUsage> usage = co_await usage_of_service(name);
    if (usage.empty()) continue;
    const std::size_t slash = name.second.find('/');
    publish(
        name.first,
        ecs::service_metrics(name.second.substr(0, slash), name.second.substr(slash + 1), usage),
        minute);
  }
  std::swap(samples_, new_samples_);
  while (!new_samples_.empty()) {
    for (std::size_t left = most_samples_forgotten_at_once; left > 0 && !new_samples_.empty();
         --left) {
      new_samples_.erase(new_samples_.begin());
    }
    co_await let_others();
  }
}

std::vector<MetricPublisher::Question> MetricPublisher::questions_about(
    const Name& service_name) const {
  const auto* service = store_.find<ecs::Service>(service_name.first, service_name.second);
  if (service == nullptr || service->status == ecs::ServiceStatus::inactive) return {};
  std::vector<Question> questions;
  for (const auto& member : store_.table<ecs::Task>(service_name.first)
                                .members(ecs::Task::service_key(service->cluster, service->name))) {
    const ecs::Task& task = *member.second;
    if (task.last_status != ecs::TaskStatus::running) continue;
    if (questions.size() == tasks_of_service_max) break;
    const auto* revision = ecs::find_revision(store_, service_name.first, task.task_definition_arn);
    if (revision == nullptr) continue;
    Question question{.reserved = ecs::resources_of(revision->definition, task.overrides),
                      .containers = {}};
    for (const ecs::Container& container : task.containers) {
      if (container.phase != ecs::ContainerPhase::running || !container.started_at) continue;
      question.containers.push_back({container.engine_id, *container.started_at});
    }
    questions.push_back(std::move(question));
  }
  return questions;
}

asio::awaitable<std::vector<ecs::TaskUsage>> MetricPublisher::usage_of_service(Name service) {
  std::vector<ecs::TaskUsage> usage;
  for (Question& question : questions_about(service)) {
    const std::optional<ecs::TaskUsage> used = co_await usage_of_task(std::move(question));
    if (used) usage.push_back(*used);
  }
  co_return usage;
}

asio::awaitable<std::optional<ecs::TaskUsage>> MetricPublisher::usage_of_task(Question question) {
  ecs::TaskUsage usage{.reserved = std::move(question.reserved)};
  for (const Question::Container& container : question.containers) {
    const EngineResult<ContainerUsage> used = co_await engine_.usage(container.id);
    // It has just ended, or the engine is lost: half of what a task uses is not told.
    if (!used) co_return std::nullopt;
    const TimePoint now = clock_.now();
    const auto before = samples_.find(container.id);
    const Sample since = before != samples_.end()
                             ? before->second
                             : Sample{.cpu_time = {}, .at = container.started_at};
    new_samples_[container.id] = {.cpu_time = used->cpu_time, .at = now};
    usage.memory_bytes += static_cast<double>(used->memory_bytes);
    const std::chrono::duration<double> span = now - since.at;
    const std::chrono::duration<double> cpu_time = used->cpu_time - since.cpu_time;
    if (span.count() > 0 && cpu_time.count() > 0) {
      usage.cpus += cpu_time.count() * sources_.speed / span.count();
    }
  }
  co_return usage;
}

}  // namespace drydock
