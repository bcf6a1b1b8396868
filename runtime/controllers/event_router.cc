#include "runtime/controllers/event_router.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "async/keep_running.h"
#include "async/log.h"
#include "emulator/base/schedule_expression.h"
#include "emulator/events/api_destination.h"
#include "emulator/events/http_request.h"
#include "emulator/events/target_input.h"
#include "emulator/json/document.h"

namespace drydock {
namespace asio = boost::asio;
using events::Delivery;
using events::DeliveryOutcome;

namespace {

/// "Your API destination must respond within 5 seconds."
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
constexpr Duration answer_within = seconds(5);

}  // namespace

EventRouter::EventRouter(Store& store, Clock& clock, IdSource& ids, asio::any_io_executor executor,
                         Hooks hooks)
    : store_(store),
      clock_(clock),
      ids_(ids),
      hooks_(std::move(hooks)),
      http_(executor),
      group_(executor),
      wake_(clock, executor) {
  store_.on_change([this](const Change& change) { hear(change); });
}

void EventRouter::start() {
  active_ = true;
  for (const World& world : store_.worlds()) {
    for (const auto& [name, rule] : store_.table<events::Rule>(world).rows()) take_up(world, name);
  }
  group_.spawn("event router", keep_running("event router", clock_, [this] { return run(); }));
}

asio::awaitable<void> EventRouter::stop() {
  active_ = false;
  group_.cancel();
  co_await group_.wait();
}

void EventRouter::hear(const Change& change) {
  if (!active_) return;
  if (change.table == events::Rule::table) take_up(change.world, std::string(change.key));
  if (change.table == events::ApiDestination::table && change.kind == Change::Kind::erased) {
    turns_.erase(Name(change.world, change.key));
  }
}

/// Reads what the rule says now. A pattern that was taken once is taken again.
void EventRouter::take_up(const World& world, const std::string& name) {
  const Name place(world, name);
  patterns_.erase(place);
  due_.erase(place);
  const auto* rule = store_.find<events::Rule>(world, name);
  if (rule == nullptr || !rule->enabled) return;
  if (rule->event_pattern) {
    auto pattern = events::EventPattern::parse(*rule->event_pattern);
    if (pattern) patterns_.emplace(place, *std::move(pattern));
  }
  if (!rule->schedule_expression) return;
  const auto schedule = ScheduleExpression::parse(*rule->schedule_expression);
  const auto next = schedule ? schedule->next(rule->scheduled_from, clock_.now()) : std::nullopt;
  if (next) due_.emplace(place, *next);
  wake_.notify();
}

bool EventRouter::is_heard(const World& world) const {
  if (patterns_.empty()) return false;
  const auto first = patterns_.lower_bound(Name(world, ""));
  return first != patterns_.end() && first->first.first == world;
}

void EventRouter::publish(const World& world, const events::Event& event) {
  if (!is_heard(world)) return;
  const auto document = json::parse_in_place(events::envelope_of(event, world));
  if (!document) {
    log::error("An event of {} is lost: {}", event.source, document.error().message());
    return;
  }
  const json::View whole = document->root();
  for (auto at = patterns_.lower_bound(Name(world, ""));
       at != patterns_.end() && at->first.first == world; ++at) {
    const auto* rule = store_.find<events::Rule>(world, at->first.second);
    if (rule != nullptr && at->second.matches(whole)) post(world, *rule, whole, event.id);
  }
}

void EventRouter::post(const World& world, const events::Rule& rule, json::View event,
                       const std::string& event_id) {
  for (const auto& target : rule.targets) add_delivery(world, rule, target, event, event_id);
  wake_.notify();
}

void EventRouter::add_delivery(const World& world, const events::Rule& rule,
                               const model::events::Target& target, json::View event,
                               const std::string& event_id) {
  const TimePoint now = clock_.now();
  const std::string arn = events::rule_arn(world, rule.name);
  auto input = events::input_of(target, event,
                                {.rule_arn = arn, .rule_name = rule.name, .ingested_at = now});
  if (!input) {
    log::warn("Rule {}: what target {} is to be given is too long.", rule.name, target.id);
    return;
  }
  if (waiting() >= most_deliveries || bytes_ + input->size() > most_bytes) {
    if (!std::exchange(full_, true)) {
      log::warn("Rule {}: too many events wait for targets; until fewer do, more are dropped.",
                rule.name);
    }
    return;
  }
  full_ = false;
  enqueue({.world = world,
           .rule = rule.name,
           .target = target,
           .input = *std::move(input),
           .event_id = event_id,
           .made_at = now},
          now);
}

/// An API destination is called no more often than it wants to be.
void EventRouter::enqueue(Delivery delivery, TimePoint due) {
  const auto name = events::name_in_arn(delivery.world, delivery.target.arn, "api-destination");
  const auto* destination =
      name ? store_.find<events::ApiDestination>(delivery.world, *name) : nullptr;
  if (destination != nullptr && destination->calls_per_second) {
    TimePoint& turn = turns_[Name(delivery.world, *name)];
    due = std::max(due, turn);
    turn = due + Duration(1000 / *destination->calls_per_second);
  }
  bytes_ += delivery.input.size();
  queue_.emplace(due, std::move(delivery));
}

asio::awaitable<void> EventRouter::run() {
  for (;;) {
    const TimePoint now = clock_.now();
    fire_due_rules(now);
    start_due_deliveries(now);
    co_await wake_.wait_until(next_due());
  }
}

/// A rule that was due more than once while nobody looked fires once.
void EventRouter::fire_due_rules(TimePoint now) {
  std::vector<Name> fired;
  for (const auto& [name, due] : due_) {
    if (due <= now) fired.push_back(name);
  }
  for (const Name& name : fired) {
    const events::Rule rule = *store_.find<events::Rule>(name.first, name.second);
    const events::Event event{.id = ids_.uuid(),
                              .detail_type = "Scheduled Event",
                              .source = "aws.events",
                              .time = due_.at(name),
                              .resources = {events::rule_arn(name.first, rule.name)}};
    const auto document = json::parse_in_place(events::envelope_of(event, name.first));
    if (document) post(name.first, rule, document->root(), event.id);
    take_up(name.first, name.second);
  }
}

void EventRouter::start_due_deliveries(TimePoint now) {
  while (!queue_.empty() && queue_.begin()->first <= now && calls_ < most_calls) {
    Delivery delivery = std::move(queue_.begin()->second);
    queue_.erase(queue_.begin());
    ++calls_;
    std::string what = "event for " + delivery.target.arn;
    group_.spawn(std::move(what), deliver(std::move(delivery)));
  }
}

/// While all calls are taken, the first that ends wakes the loop.
std::optional<TimePoint> EventRouter::next_due() const {
  std::optional<TimePoint> next;
  if (!queue_.empty() && calls_ < most_calls) next = queue_.begin()->first;
  for (const auto& [name, due] : due_) next = std::min(next.value_or(due), due);
  return next;
}

asio::awaitable<void> EventRouter::deliver(Delivery delivery) {
  DeliveryOutcome outcome{DeliveryOutcome::Kind::try_again, "drydock met an error of its own"};
  try {
    outcome = co_await attempt(delivery);
  } catch (const std::exception& error) {
    if (is_cancellation(error)) throw;
    outcome.why += std::string(": ") + error.what();
  }
  settle(std::move(delivery), outcome);
}

asio::awaitable<DeliveryOutcome> EventRouter::attempt(const Delivery& delivery) {
  if (delivery.target.ecs_parameters) co_return hooks_.run_task(delivery);
  DeliveryOutcome outcome = co_await call(delivery);
  co_return outcome;
}

asio::awaitable<DeliveryOutcome> EventRouter::call(const Delivery& delivery) {
  const auto name = events::name_in_arn(delivery.world, delivery.target.arn, "api-destination");
  const auto* destination =
      name ? store_.find<events::ApiDestination>(delivery.world, *name) : nullptr;
  const auto* connection = destination == nullptr ? nullptr
                                                  : store_.find<events::Connection>(
                                                        delivery.world, destination->connection);
  if (connection == nullptr) {
    co_return DeliveryOutcome{DeliveryOutcome::Kind::refused,
                              "its API destination or its connection has gone"};
  }
  events::HttpRequest request = events::request_of(delivery, *destination, *connection);
  HttpCall call{.method = destination->method,
                .url = std::move(request.url),
                .headers = std::move(request.headers),
                .body = std::move(request.body),
                .connect_timeout = answer_within,
                .timeout = answer_within,
                .body_limit = 64U << 10};
  co_await hooks_.settle();
  const auto reply = co_await http_.fetch(std::move(call));
  if (!reply) co_return DeliveryOutcome{DeliveryOutcome::Kind::try_again, reply.error().message()};
  co_return events::outcome_of_status(reply->status);
}

void EventRouter::settle(Delivery delivery, const DeliveryOutcome& outcome) {
  --calls_;
  wake_.notify();
  bytes_ -= delivery.input.size();
  if (outcome.kind == DeliveryOutcome::Kind::delivered) return;
  ++delivery.failures;
  const auto again = outcome.kind == DeliveryOutcome::Kind::try_again
                         ? events::next_attempt(delivery, clock_.now())
                         : std::nullopt;
  if (!again) {
    log::warn("Rule {}: event {} did not reach target {}: {}.", delivery.rule, delivery.event_id,
              delivery.target.id, outcome.why);
    return;
  }
  enqueue(std::move(delivery), *again);
}

}  // namespace drydock
