#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "api/control/event_text.h"
#include "api/http/exchange.h"
#include "emulator/ports/clock.h"
#include "emulator/store/store.h"

namespace drydock::control {

/// GET /_drydock/events: what happens, as server-sent events, from when it is asked for:
///   task        a task's status or health, its stop code and reason
///   service     a line of a service's event log
///   deployment  a service deployment's status
///   target      a target's health
///   lost        this reader was too slow, or asked for what is not kept: some are missing
/// Each has an id, and data in JSON. With the header Last-Event-ID a reader goes on after that
/// event, while it is among the last `most_kept`, which all readers share: a slow one costs no
/// memory. A comment goes out every 15 seconds in which nothing else does. At most `most_readers`
/// at a time; more get 503. Before the first reader nothing is kept.
/// https://html.spec.whatwg.org/multipage/server-sent-events.html
class EventStream {
 public:
  static constexpr std::size_t most_kept = 4'096;
  static constexpr int most_readers = 64;

  /// Lives as long as the store, since it listens to it. `settle` returns once all is kept that may
  /// be told now.
  EventStream(Store& store, const Clock& clock, boost::asio::any_io_executor control,
              std::function<boost::asio::awaitable<void>()> settle);
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// Until the reader goes or `stop` is called. On any thread.
  boost::asio::awaitable<void> serve(http::Exchange& exchange);
  /// Ends every stream soon.
  void stop();

 private:
  struct Piece {
    std::string text;
    std::uint64_t next = 0;  ///< The number of the event that comes after.
    bool over = false;
  };
  using Name = std::tuple<World, std::string, std::string>;  ///< World, table and key.

  void hear(const Change& change);
  void end_turn();
  void add(Event event);
  std::optional<std::uint64_t> enter(std::string last_id);
  void leave() { --readers_; }
  boost::asio::awaitable<Piece> next(std::uint64_t from);
  Piece collect(std::uint64_t from) const;
  [[nodiscard]] std::string id_of(std::uint64_t number) const;

  const Store& store_;
  const Clock& clock_;
  boost::asio::any_io_executor control_;
  std::function<boost::asio::awaitable<void>()> settle_;
  EventTexts texts_;
  std::string run_;  ///< Begins the ids of this run's events.
  bool active_ = false;
  bool stopped_ = false;
  int readers_ = 0;
  std::set<Name> changed_;
  std::deque<std::string> kept_;
  std::uint64_t first_ = 1;                       ///< The number of the first that is kept.
  std::set<boost::asio::steady_timer*> waiting_;  ///< Readers that have had all.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< For what has been posted.
};

}  // namespace drydock::control
