#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ports/engine.h"
#include "runtime/engine/docker/json_lines.h"

namespace drydock::docker {

/// Makes EngineEvents of the engine's event stream. After a break the stream is asked for again
/// from a little before the last event, so that none is lost; those told already are left out.
/// https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemEvents
class EventReader {
 public:
  /// `date`, an HTTP date of the engine, is where a first stream begins. Ignored once there is one.
  void begin_at(std::string_view date);

  /// The query of the request, "?filters=…&since=…". A half line of the stream before is forgotten.
  std::string resume();

  /// The new events that the piece completes.
  std::vector<EngineEvent> feed(std::string_view piece);

 private:
  struct Seen {
    std::int64_t nanoseconds;
    std::string what;
    friend auto operator<=>(const Seen&, const Seen&) = default;
  };
  std::optional<EngineEvent> read(std::string_view line);
  bool is_new(Seen seen);

  JsonLines lines_;
  std::optional<std::int64_t> since_;  ///< Of the engine's clock, in nanoseconds since the epoch.
  std::set<Seen> seen_;                ///< What was told no longer than the overlap ago.
};

}  // namespace drydock::docker
