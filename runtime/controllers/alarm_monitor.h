#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/base/world.h"
#include "emulator/cloudwatch/metric_data.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"
#include "runtime/controllers/metric_publisher.h"

namespace drydock {

namespace cloudwatch {
struct MetricAlarm;
}

/// CloudWatch's clockwork. At each full minute of drydock's clock it publishes what drydock
/// measures, evaluates every alarm, and looks which scalings have been fulfilled. What an alarm
/// does in its new state it does at once, whoever changed it, and scaling policies again each
/// minute for as long as the alarm is in their state, as AWS does.
class AlarmMonitor {
 public:
  /// Lives as long as the store, since it listens to it.
  AlarmMonitor(Store& store, Clock& clock, IdSource& ids, const cloudwatch::MetricData& data,
               MetricPublisher& publisher, boost::asio::any_io_executor executor);
  AlarmMonitor(const AlarmMonitor&) = delete;
  AlarmMonitor& operator=(const AlarmMonitor&) = delete;

  void start();
  boost::asio::awaitable<void> stop();

 private:
  using Name = std::pair<World, std::string>;  ///< A world and a record's key in it.

  void hear(const Change& change);
  boost::asio::awaitable<void> run_minutes();
  boost::asio::awaitable<void> run_actions();
  boost::asio::awaitable<void> evaluate_all(TimePoint end);
  void evaluate(const Name& name, TimePoint end);
  boost::asio::awaitable<void> look_at_scalings();
  void act(const Name& name);
  void call_policies_again(const Name& name, std::optional<double> value);

  Store& store_;
  Clock& clock_;
  IdSource& ids_;
  const cloudwatch::MetricData& data_;
  MetricPublisher& publisher_;
  bool active_ = false;
  std::set<Name> due_;  ///< Alarms whose actions are.
  Wake due_wake_;
  TaskGroup tasks_;
};

}  // namespace drydock
