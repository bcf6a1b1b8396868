#include "runtime/controllers/rest_watch.h"

#include <utility>

#include "emulator/at_rest.h"

namespace drydock {

RestWatch::RestWatch(Store& store) : store_(store) {
  store.on_change([this](const Change&) { stale_ = true; });
}

bool RestWatch::at_rest() {
  if (std::exchange(stale_, false)) at_rest_ = is_at_rest(store_);
  return at_rest_;
}

}  // namespace drydock
