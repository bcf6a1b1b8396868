#include "runtime/storage/layer_collector.h"

#include <algorithm>

#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"

namespace drydock::storage {

DueTimer::~DueTimer() { set(std::nullopt); }

void DueTimer::set(std::optional<TimePoint> when) {
  if (when == when_) return;
  if (timer_) clock_.cancel(*timer_);
  timer_.reset();
  when_ = when;
  if (!when) return;
  timer_ = clock_.call_at(*when, [this] {
    timer_.reset();
    when_.reset();
    act_();
  });
}

LayerCollector::LayerCollector(Store& store, Clock& clock)
    : store_(store), clock_(clock), timer_(clock, [this] { look(); }) {
  store_.on_change([this](const Change& change) {
    if (change.table == ecr::Layer::table) note(change);
  });
}

void LayerCollector::note(const Change& change) {
  Name name(change.world, std::string(change.key));
  const auto waiting = waiting_.find(name);
  if (change.kind == Change::Kind::erased) {
    if (waiting == waiting_.end()) return;
    due_.erase(waiting->second);
    waiting_.erase(waiting);
  } else if (waiting == waiting_.end()) {
    const auto* layer = store_.find<ecr::Layer>(change.world, change.key);
    waiting_.emplace(name, due_.emplace(layer->wanted_at + ecr::layer_grace, name));
  }
  timer_.set(due_.empty() ? std::nullopt : std::optional(due_.begin()->first));
}

/// At most so many that others do not wait; the rest at once after them.
void LayerCollector::look() {
  constexpr int at_most = 500;
  const TimePoint now = clock_.now();
  for (int seen = 0; seen < at_most && !due_.empty() && due_.begin()->first <= now; ++seen) {
    const Name name = due_.begin()->second;
    waiting_.erase(name);
    due_.erase(due_.begin());
    const auto& layer = *store_.find<ecr::Layer>(name.first, name.second);
    if (const TimePoint when = layer.wanted_at + ecr::layer_grace; now < when) {
      waiting_.emplace(name, due_.emplace(when, name));  // Wanted again since.
    } else if (ecr::is_unneeded(store_, name.first, layer, now)) {
      store_.erase<ecr::Layer>(name.first, name.second);
    }
  }
  timer_.set(due_.empty() ? std::nullopt : std::optional(due_.begin()->first));
}

UploadCollector::UploadCollector(ecr::LayerUploads& uploads, Clock& clock)
    : uploads_(uploads), timer_(clock, [this, &clock] {
        uploads_.drop_expired(clock.now());
        timer_.set(uploads_.next_expiry());
      }) {
  uploads_.on_expiry_change([this] { timer_.set(uploads_.next_expiry()); });
}

}  // namespace drydock::storage
