#pragma once

#include "emulator/store/store.h"

namespace drydock {

/// Whether the records are at rest (see is_at_rest), found out anew only when they have changed.
class RestWatch {
 public:
  /// Lives as long as the store, since it listens to it.
  explicit RestWatch(Store& store);
  RestWatch(const RestWatch&) = delete;
  RestWatch& operator=(const RestWatch&) = delete;

  [[nodiscard]] bool at_rest();

 private:
  const Store& store_;
  bool stale_ = true;
  bool at_rest_ = false;
};

}  // namespace drydock
