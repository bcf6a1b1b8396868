#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"

namespace drydock {

/// The next pulls of images for containers fail.
struct FailingPulls {
  int left = 1;       ///< How many; the fault ends with the last one.
  std::string image;  ///< A pattern, as scenarios have it; empty: any image.
  std::string reason;
};
/// Containers that are started take longer.
struct SlowStarts {
  Duration by{0};
  std::string image;  ///< The same.
};
/// Every health check of a container fails.
struct UnhealthyContainer {
  std::string task;       ///< Its id.
  std::string name;       ///< As in the task definition.
  std::string engine_id;  ///< The container that this one is; another one in its place is well.
};
/// Every health check of a target fails.
struct UnhealthyTarget {
  std::string target_group;  ///< The ARN.
  std::string id;
  int port = 0;
  std::string key;  ///< Of the target's record.
};
/// The engine does not answer, and tells nothing.
struct LostEngine {};
/// An availability zone is lost, in every account: what runs there ends, and nothing is placed
/// there.
struct ZoneLoss {
  std::string zone;  ///< "us-east-1a"
};

using Fault = std::variant<FailingPulls, SlowStarts, UnhealthyContainer, UnhealthyTarget,
                           LostEngine, ZoneLoss>;

struct FaultInForce {
  std::string id;
  Fault fault;
  std::optional<TimePoint> until;  ///< None: until somebody ends it.
};

/// What goes wrong because somebody has asked for it. Belongs to the control thread.
class Faults {
 public:
  /// At most so many are in force at a time.
  static constexpr std::size_t most = 100;

  virtual ~Faults() = default;

  /// Lets the fault be in force, for `span` or until somebody ends it. An error where too many are,
  /// or where the engine or the zone is lost already.
  virtual Result<FaultInForce> begin(Fault fault, std::optional<Duration> span) = 0;
  /// In the order in which they began.
  [[nodiscard]] virtual std::vector<FaultInForce> in_force() const = 0;
  /// False where none has this id.
  virtual bool end(const std::string& id) = 0;
  virtual void end_all() = 0;
};

}  // namespace drydock
