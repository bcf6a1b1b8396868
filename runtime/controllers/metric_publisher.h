#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/cloudwatch/metric_data.h"
#include "emulator/cloudwatch/published_metric.h"
#include "emulator/ecs/service_metrics.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/traffic.h"
#include "emulator/store/store.h"

namespace drydock {

namespace ecs {
struct Task;
}

/// Publishes in CloudWatch what drydock measures: what the tasks of services use, by the engine,
/// and what load balancers have had, by their counters.
class MetricPublisher {
 public:
  struct Sources {
    /// What each load balancer has had so far, by its DNS name.
    std::function<std::map<std::string, RequestsServed>()> balancers;
    /// What each target group has had so far, by its ARN.
    std::function<std::map<std::string, GroupServed>()> groups;
    /// How many times as fast as the containers' own time drydock's passes.
    double speed = 1;
  };
  /// Of a large service so many tasks are looked at.
  static constexpr std::size_t tasks_of_service_max = 20;

  /// All must outlive it.
  MetricPublisher(const Store& store, const Clock& clock, Engine& engine,
                  cloudwatch::MetricData& data, Sources sources);

  /// Publishes what there is of the time since it did so last, as the minute that begins then. Once
  /// at a time.
  boost::asio::awaitable<void> publish(TimePoint minute);

 private:
  using Name = std::pair<World, std::string>;  ///< A world and a record's key in it.
  struct Sample {
    std::chrono::nanoseconds cpu_time{0};
    TimePoint at;
  };

  void publish(const World& world, const std::vector<cloudwatch::PublishedMetric>& metrics,
               TimePoint minute);
  boost::asio::awaitable<void> publish_balancers(TimePoint minute);
  boost::asio::awaitable<void> publish_services(TimePoint minute);
  boost::asio::awaitable<std::vector<ecs::TaskUsage>> usage_of_service(Name service);
  /// What is asked of the engine about a task, in values that hold while it is asked.
  struct Question;
  [[nodiscard]] std::vector<Question> questions_about(const Name& service) const;
  /// Nothing where the engine does not tell it.
  boost::asio::awaitable<std::optional<ecs::TaskUsage>> usage_of_task(Question question);

  const Store& store_;
  const Clock& clock_;
  Engine& engine_;
  cloudwatch::MetricData& data_;
  Sources sources_;
  std::map<std::string, RequestsServed> balancers_before_;
  std::map<std::string, GroupServed> groups_before_;
  std::map<std::string, Sample> samples_;      ///< By the engine's ids, of the last time.
  std::map<std::string, Sample> new_samples_;  ///< Of this time.
};

}  // namespace drydock
