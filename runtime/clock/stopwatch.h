#pragma once

#include <chrono>

namespace drydock {

/// The machine's time since any instant, to measure by how long something of drydock's own takes:
/// neither `--speed` nor the wall's clock has a part in it.
std::chrono::nanoseconds stopwatch();

}  // namespace drydock
