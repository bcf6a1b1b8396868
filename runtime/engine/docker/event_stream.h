#pragma once

#include <boost/asio/awaitable.hpp>

#include "emulator/ports/clock.h"
#include "runtime/engine/docker/docker_client.h"
#include "runtime/engine/docker/event_reader.h"
#include "runtime/engine/event_teller.h"

namespace drydock::docker {

/// Follows the engine's event stream for as long as drydock runs. Where it breaks it tells that
/// the engine is lost, asks again with a growing pause, and goes on without losing an event.
class EventStream {
 public:
  EventStream(DockerClient& client, Clock& clock, EventTeller& teller);
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// Where the first stream begins: an HTTP date of the engine.
  void begin_at(std::string_view date) { reader_.begin_at(date); }
  /// Until it is cancelled.
  boost::asio::awaitable<void> run();

 private:
  boost::asio::awaitable<void> follow();
  void connected();
  void lost();

  DockerClient& client_;
  Clock& clock_;
  EventTeller& teller_;
  EventReader reader_;
  bool lost_ = false;
  int failures_ = 0;  ///< In a row.
};

}  // namespace drydock::docker
