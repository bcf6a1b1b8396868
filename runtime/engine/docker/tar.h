#pragma once

#include <string>
#include <string_view>

namespace drydock::docker {

/// A tar archive (POSIX ustar) of one executable file, owned by root. `name` has at most 100 bytes.
std::string tar_of_program(std::string_view name, std::string_view program);

}  // namespace drydock::docker
