#pragma once

#include <string>
#include <string_view>

#include "emulator/ports/labels.h"

/// The labels by which drydock finds what it has made in an engine. What carries none of them is
/// somebody else's, and is never removed, renamed, adopted or joined.
namespace drydock::ecs {

inline constexpr std::string_view instance_label = "drydock.instance";  ///< Whose data folder.
inline constexpr std::string_view world_label = "drydock.world";        ///< "<account>/<region>"
inline constexpr std::string_view task_label = "drydock.task";          ///< The task's id.
inline constexpr std::string_view container_label = "drydock.container";
inline constexpr std::string_view network_label = "drydock.network";  ///< "vpc"

/// Whether these are labels of something that a drydock made, this one or another.
bool are_drydocks(const Labels& labels);

/// Whether one and the same drydock made both.
bool have_one_owner(const Labels& one, const Labels& other);

}  // namespace drydock::ecs
