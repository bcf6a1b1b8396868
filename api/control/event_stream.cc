#include "api/control/event_stream.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>
#include <optional>
#include <utility>

#include "api/aws/iso8601.h"
#include "api/control/page.h"
#include "async/on_executor.h"
#include "emulator/base/number.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"

namespace drydock::control {
namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

namespace {

constexpr std::chrono::seconds heartbeat{15};
/// How many bytes of events are sent at a time.
constexpr std::size_t piece_size = std::size_t{64} * 1024;

bool is_told_of(std::string_view table) {
  return table == ecs::Task::table || table == ecs::Service::table ||
         table == ecs::ServiceDeployment::table || table == elb::Target::table;
}

asio::awaitable<void> refuse(http::Exchange& exchange, unsigned status, std::string_view why) {
  http::Answer answer = refusal(status, why);
  http::Response response;
  response.result(status);
  response.set(bhttp::field::content_type, answer.content_type);
  response.body() = std::move(answer.body);
  co_await exchange.respond(std::move(response));
}

}  // namespace

EventStream::EventStream(Store& store, const Clock& clock, asio::any_io_executor control,
                         std::function<asio::awaitable<void>()> settle)
    : store_(store),
      clock_(clock),
      control_(std::move(control)),
      settle_(std::move(settle)),
      texts_(store),
      run_(std::to_string(clock.now().time_since_epoch().count())) {
  store.on_change([this](const Change& change) {
    if (active_) hear(change);
  });
}

void EventStream::hear(const Change& change) {
  if (!is_told_of(change.table)) return;
  if (changed_.empty()) {
    asio::post(control_, [this, alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) end_turn();
    });
  }
  changed_.emplace(change.world, std::string(change.table), std::string(change.key));
}

void EventStream::end_turn() {
  const std::uint64_t end = first_ + kept_.size();
  for (const auto& [world, table, key] : std::exchange(changed_, {})) {
    for (Event& event : texts_.of(world, table, key)) add(std::move(event));
  }
  if (end == first_ + kept_.size()) return;
  for (asio::steady_timer* reader : waiting_) reader->cancel();
}

std::string EventStream::id_of(std::uint64_t number) const {
  return run_ + "-" + std::to_string(number);
}

void EventStream::add(Event event) {
  const std::uint64_t number = first_ + kept_.size();
  event.data.insert(1, R"("at":")" + aws::iso8601(clock_.now()) + R"(",)");
  kept_.push_back("id: " + id_of(number) + "\nevent: " + event.type + "\ndata: " + event.data +
                  "\n\n");
  if (kept_.size() <= most_kept) return;
  kept_.pop_front();
  ++first_;
}

/// The number of the first event for this reader; 0, which is none's, for what is not kept. Nothing
/// where there are too many readers.
std::optional<std::uint64_t> EventStream::enter(std::string last_id) {
  if (readers_ == most_readers || stopped_) return std::nullopt;
  ++readers_;
  active_ = true;
  const std::uint64_t end = first_ + kept_.size();
  if (last_id.empty()) return end;
  const std::string prefix = run_ + "-";
  if (!last_id.starts_with(prefix)) return 0;
  const auto number = parse_number<std::uint64_t>(std::string_view(last_id).substr(prefix.size()));
  const bool kept = number && *number + 1 >= first_ && *number < end;
  return kept ? *number + 1 : 0;
}

EventStream::Piece EventStream::collect(std::uint64_t from) const {
  const std::uint64_t end = first_ + kept_.size();
  if (from < first_) {
    return {.text = "id: " + id_of(end - 1) +
                    "\nevent: lost\ndata: {\"message\":\"Events are "
                    "missing here: no more than the last 4096 are kept, of this run.\"}\n\n",
            .next = end};
  }
  Piece piece{.text = {}, .next = from, .over = stopped_};
  while (piece.next < end && piece.text.size() < piece_size) {
    piece.text += kept_[static_cast<std::size_t>(piece.next++ - first_)];
  }
  return piece;
}

asio::awaitable<EventStream::Piece> EventStream::next(std::uint64_t from) {
  if (from == first_ + kept_.size() && !stopped_) {
    asio::steady_timer waits(control_, heartbeat);
    waiting_.insert(&waits);
    co_await waits.async_wait(asio::as_tuple(asio::use_awaitable));
    waiting_.erase(&waits);
  }
  co_await settle_();
  Piece piece = collect(from);
  if (piece.text.empty() && !piece.over) piece.text = ":\n\n";
  co_return piece;
}

asio::awaitable<void> EventStream::serve(http::Exchange& exchange) {
  if (exchange.request().method() != bhttp::verb::get) {
    co_await refuse(exchange, 405, "This page takes a GET.");
    co_return;
  }
  const std::string last_id(exchange.request()["Last-Event-ID"]);
  const std::optional<std::uint64_t> entered =
      co_await call_on(control_, [&] { return enter(last_id); });
  if (!entered) {
    co_await refuse(exchange, 503, "drydock has as many readers of its events as it takes, 64.");
    co_return;
  }
  struct Leaving {
    EventStream& stream;
    ~Leaving() {
      asio::post(stream.control_, [&left = stream, alive = std::weak_ptr(stream.alive_)] {
        if (!alive.expired()) left.leave();
      });
    }
  };
  const Leaving leaving{*this};
  http::ResponseHeader header;
  header.result(200);
  header.set(bhttp::field::content_type, "text/event-stream");
  header.set(bhttp::field::cache_control, "no-store");
  co_await exchange.begin_endless(std::move(header));
  Piece piece{.text = ":\n\n", .next = *entered, .over = false};
  while (true) {
    co_await exchange.write(piece.text);
    if (piece.over) co_return;
    piece = co_await on_executor(control_, next(piece.next));
  }
}

void EventStream::stop() {
  stopped_ = true;
  for (asio::steady_timer* reader : waiting_) reader->cancel();
}

}  // namespace drydock::control
