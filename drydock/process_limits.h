#pragma once

#include <cstddef>

namespace drydock {

/// Sets up what the kernel and the C library let this process have: as many open files as it may
/// raise its limit to (shells leave it at 1,024 for the sake of select()), and memory
/// that is free for others, or the system's again, as soon as it is freed. A client that has gone
/// is an error of what was to be sent to it, by sendfile() too, and no signal that ends drydock.
void set_process_limits();

/// How many clients are taken at once where `wanted` would be: no more than a part of the open
/// files that this process may have, since each may need more than one.
std::size_t connection_limit(std::size_t wanted);

}  // namespace drydock
