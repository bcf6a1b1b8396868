#include "runtime/clock/stopwatch.h"

namespace drydock {

std::chrono::nanoseconds stopwatch() { return std::chrono::steady_clock::now().time_since_epoch(); }

}  // namespace drydock
