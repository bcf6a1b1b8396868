#pragma once

#include <chrono>

namespace drydock {

/// An instant in drydock's own time: UTC, whole milliseconds. It never runs backwards within one
/// run, and it passes `--speed` times as fast as the wall's. Only a Clock makes one.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

/// A span of drydock's own time.
using Duration = std::chrono::milliseconds;

using std::chrono::seconds;

}  // namespace drydock
