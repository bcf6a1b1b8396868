#pragma once

#include "emulator/base/world.h"
#include "emulator/events/event.h"

namespace drydock {

/// The event buses of all worlds. On the control thread.
class EventBus {
 public:
  virtual ~EventBus() = default;

  /// Whether any rule of the world takes events, so that nobody makes what nobody takes.
  [[nodiscard]] virtual bool is_heard(const World& world) const = 0;
  /// Hands the event to the targets of the rules that take it. Never waits.
  virtual void publish(const World& world, const events::Event& event) = 0;
};

}  // namespace drydock
