#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/events/delivery.h"
#include "emulator/events/event_pattern.h"
#include "emulator/events/rule.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/event_bus.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"
#include "runtime/http_client/curl_multi.h"

namespace drydock {

/// Carries events to the targets of the rules that take them, and makes those of scheduled rules. A
/// delivery that fails is tried again as its target's retry policy says. What waits is bounded in
/// number and in bytes: beyond it deliveries are dropped, and the log says so. Nothing of it
/// outlives drydock.
class EventRouter : public EventBus {
 public:
  /// At most so many deliveries wait or are under way, so many bytes, and so many calls at once.
  static constexpr std::size_t most_deliveries = 10'000;
  static constexpr std::size_t most_bytes = std::size_t{64} << 20;
  static constexpr std::size_t most_calls = 16;

  struct Hooks {
    /// Runs an ECS task, as the delivery's target says.
    std::function<events::DeliveryOutcome(const events::Delivery&)> run_task;
    /// Returns once all is kept that may be told now: no event leaves that a crash would undo.
    std::function<boost::asio::awaitable<void>()> settle;
  };

  /// Lives as long as the store, since it listens to it.
  EventRouter(Store& store, Clock& clock, IdSource& ids, boost::asio::any_io_executor executor,
              Hooks hooks);
  EventRouter(const EventRouter&) = delete;
  EventRouter& operator=(const EventRouter&) = delete;

  void start();
  boost::asio::awaitable<void> stop();

  [[nodiscard]] bool is_heard(const World& world) const override;
  void publish(const World& world, const events::Event& event) override;

  /// Deliveries that wait or are under way, and those that are.
  [[nodiscard]] std::size_t waiting() const { return queue_.size() + calls_; }
  [[nodiscard]] std::size_t under_way() const { return calls_; }

 private:
  using Name = std::pair<World, std::string>;  ///< A world and a rule's or a destination's name.

  void hear(const Change& change);
  void take_up(const World& world, const std::string& name);
  void add_delivery(const World& world, const events::Rule& rule,
                    const model::events::Target& target, json::View event,
                    const std::string& event_id);
  void post(const World& world, const events::Rule& rule, json::View event,
            const std::string& event_id);

  boost::asio::awaitable<void> run();
  void fire_due_rules(TimePoint now);
  void start_due_deliveries(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> next_due() const;
  boost::asio::awaitable<void> deliver(events::Delivery delivery);
  boost::asio::awaitable<events::DeliveryOutcome> attempt(const events::Delivery& delivery);
  boost::asio::awaitable<events::DeliveryOutcome> call(const events::Delivery& delivery);
  void enqueue(events::Delivery delivery, TimePoint due);
  void settle(events::Delivery delivery, const events::DeliveryOutcome& outcome);

  Store& store_;
  Clock& clock_;
  IdSource& ids_;
  Hooks hooks_;
  CurlMulti http_;
  TaskGroup group_;
  Wake wake_;
  bool active_ = false;
  std::map<Name, events::EventPattern> patterns_;  ///< Of the rules that are enabled.
  std::map<Name, TimePoint> due_;                  ///< Of scheduled rules that are enabled.
  std::multimap<TimePoint, events::Delivery> queue_;
  std::map<Name, TimePoint> turns_;  ///< Of API destinations with a rate: when the next may go.
  std::size_t calls_ = 0;
  std::size_t bytes_ = 0;  ///< Of all inputs that wait or are under way.
  bool full_ = false;      ///< The last delivery found no room.
};

}  // namespace drydock
