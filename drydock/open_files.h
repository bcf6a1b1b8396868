#pragma once

#include <cstddef>

namespace drydock {

/// Raises how many files this process may have open as far as it is allowed to without asking
/// anybody, and gives that number. Shells leave it at 1,024 for the sake of select().
std::size_t raise_open_files();

}  // namespace drydock
