#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "emulator/base/result.h"

namespace drydock::archive {

inline constexpr std::string_view bad_archive = "ArchiveException";
inline constexpr std::string_view no_room = "InsufficientStorageException";
inline constexpr std::string_view disk_failed = "ServerException";

/// Why an archive is not taken: a sentence.
inline aws::Error refused(std::string sentence) { return {bad_archive, std::move(sentence)}; }

}  // namespace drydock::archive
