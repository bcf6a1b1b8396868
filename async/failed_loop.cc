#include "async/failed_loop.h"

#include <chrono>

#include "async/log.h"

namespace drydock {

void log_failed_loop(std::string_view loop, Duration pause, std::string_view reason) {
  log::error("{} met an error of drydock's own and goes on in {} s: {}", loop,
             std::chrono::duration_cast<std::chrono::seconds>(pause).count(), reason);
}

}  // namespace drydock
