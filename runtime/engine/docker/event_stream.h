#pragma once

#include <boost/asio/awaitable.hpp>

#include "emulator/ports/clock.h"
#include "runtime/engine/docker/docker_client.h"
#include "runtime/engine/docker/event_reader.h"
#include "runtime/engine/event_teller.h"

namespace drydock::docker {

/// How it is found out that an engine is frozen: silence of the stream is no sign of it, and no
/// greeting's answer within its patience is. Both together are what it takes to notice at most.
struct Pulse {
  Duration interval{3'000};
  Duration patience{5'000};
};

/// Follows the engine's event stream for as long as drydock runs, and greets the engine besides.
/// Where the stream breaks or a greeting is not answered it tells that the engine is lost, asks
/// again with a growing pause, and goes on without losing an event.
class EventStream {
 public:
  EventStream(DockerClient& client, Clock& clock, EventTeller& teller, Duration pulse_interval);
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// Where the first stream begins: an HTTP date of the engine.
  void begin_at(std::string_view date) { reader_.begin_at(date); }
  /// Until it is cancelled.
  boost::asio::awaitable<void> run();

 private:
  boost::asio::awaitable<void> follow_while_alive();
  boost::asio::awaitable<void> follow();
  boost::asio::awaitable<void> feel_pulse();
  void connected();
  void lost();

  DockerClient& client_;
  Clock& clock_;
  EventTeller& teller_;
  Duration pulse_interval_;
  EventReader reader_;
  bool lost_ = false;
  int failures_ = 0;  ///< In a row.
};

}  // namespace drydock::docker
