#include "runtime/faults/fault_book.h"

#include <algorithm>
#include <utility>

#include "runtime/engine/simulated/image_pattern.h"

namespace drydock {
namespace {

bool concerns(const std::string& pattern, std::string_view image) {
  return pattern.empty() || simulated::covers(pattern, image);
}

}  // namespace

FaultBook::~FaultBook() {
  for (const Entry& entry : entries_) {
    if (entry.timer) clock_.cancel(*entry.timer);
  }
}

Result<FaultInForce> FaultBook::begin(Fault fault, std::optional<Duration> span) {
  const bool loses_engine = std::holds_alternative<LostEngine>(fault);
  if (loses_engine && engine_is_lost()) {
    return aws::Error("ConflictException", "The engine is lost already.");
  }
  const auto* zone = std::get_if<ZoneLoss>(&fault);
  if (zone != nullptr && lost_zones().contains(zone->zone)) {
    return aws::Error("ConflictException", "The zone " + zone->zone + " is lost already.");
  }
  if (entries_.size() >= most) {
    return aws::Error("LimitExceededException", "As many faults are in force as there may be, " +
                                                    std::to_string(most) + ": end some first.");
  }
  Entry entry{.fault = {.id = std::to_string(++last_id_), .fault = std::move(fault), .until = {}},
              .timer = {}};
  if (span) {
    entry.fault.until = clock_.now() + *span;
    entry.timer = clock_.call_at(*entry.fault.until,
                                 [this, id = entry.fault.id] { static_cast<void>(end(id)); });
  }
  entries_.push_back(entry);
  if (loses_engine) listener_(true);
  if (std::holds_alternative<ZoneLoss>(entry.fault.fault)) zones_changed_();
  return entry.fault;
}

std::vector<FaultInForce> FaultBook::in_force() const {
  std::vector<FaultInForce> all;
  for (const Entry& entry : entries_) all.push_back(entry.fault);
  return all;
}

bool FaultBook::end(const std::string& id) {
  const auto found = std::ranges::find(
      entries_, id, [](const Entry& entry) -> const std::string& { return entry.fault.id; });
  if (found == entries_.end()) return false;
  end_at(found);
  return true;
}

void FaultBook::end_all() {
  while (!entries_.empty()) end_at(entries_.begin());
}

void FaultBook::end_at(std::vector<Entry>::iterator entry) {
  if (entry->timer) clock_.cancel(*entry->timer);
  const bool brings_engine_back = std::holds_alternative<LostEngine>(entry->fault.fault);
  const bool brings_zone_back = std::holds_alternative<ZoneLoss>(entry->fault.fault);
  entries_.erase(entry);
  if (brings_engine_back) listener_(false);
  if (brings_zone_back) zones_changed_();
}

std::optional<std::string> FaultBook::take_pull_failure(std::string_view image) {
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    auto* pulls = std::get_if<FailingPulls>(&entry->fault.fault);
    if (pulls == nullptr || !concerns(pulls->image, image)) continue;
    std::string reason = pulls->reason;
    if (--pulls->left == 0) end_at(entry);
    return reason;
  }
  return std::nullopt;
}

template <class Kind, class Matches>
bool FaultBook::has(Matches matches) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    const auto* fault = std::get_if<Kind>(&entry.fault.fault);
    return fault != nullptr && matches(*fault);
  });
}

bool FaultBook::has_slow_starts() const {
  return has<SlowStarts>([](const SlowStarts&) { return true; });
}

Duration FaultBook::start_delay(std::string_view image) const {
  Duration delay{0};
  for (const Entry& entry : entries_) {
    const auto* starts = std::get_if<SlowStarts>(&entry.fault.fault);
    if (starts != nullptr && concerns(starts->image, image)) delay += starts->by;
  }
  return delay;
}

bool FaultBook::is_unhealthy_container(std::string_view engine_id) const {
  return has<UnhealthyContainer>(
      [&](const UnhealthyContainer& container) { return container.engine_id == engine_id; });
}

bool FaultBook::is_unhealthy_target(std::string_view key) const {
  return has<UnhealthyTarget>([&](const UnhealthyTarget& target) { return target.key == key; });
}

std::set<std::string> FaultBook::lost_zones() const {
  std::set<std::string> lost;
  for (const Entry& entry : entries_) {
    if (const auto* loss = std::get_if<ZoneLoss>(&entry.fault.fault)) lost.insert(loss->zone);
  }
  return lost;
}

bool FaultBook::engine_is_lost() const {
  return has<LostEngine>([](const LostEngine&) { return true; });
}

}  // namespace drydock
