#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Whether a service's tasks lie evenly over the availability zones: values in, values out.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
namespace drydock::ecs {

/// A zone that a service's tasks may run in, and its tasks there.
struct ZoneLoad {
  std::string zone;
  int tasks = 0;
  int movable = 0;  ///< So many of them are not protected.

  friend bool operator==(const ZoneLoad&, const ZoneLoad&) = default;
};

/// What is to be done about the balance. AWS shares the tasks out evenly: no zone is to have more
/// than one task above another.
struct ZoneVerdict {
  enum class Kind {
    even,           ///< Nothing.
    move,           ///< One of the tasks in `from` is to make way for one in `to`.
    no_room,        ///< `to` is to have one, and nothing there takes it.
    all_protected,  ///< A task is to make way, and every one that could is protected.
  };
  Kind kind = Kind::even;
  std::string from;  ///< Of a move.
  std::string to;    ///< Of a move, or without room.

  friend bool operator==(const ZoneVerdict&, const ZoneVerdict&) = default;
};

/// The move that brings the zones nearer to one another, one at a time. `next` is where one more
/// task would be placed: empty where nowhere. Every move takes from a zone that has at least two
/// tasks more than the one it gives to, so moves come to an end, and no two of them are each
/// other's reverse.
ZoneVerdict judge_balance(std::span<const ZoneLoad> zones, std::string_view next);

}  // namespace drydock::ecs
