#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ports/clock.h"
#include "emulator/ports/faults.h"

namespace drydock {

/// The faults in force, and what they mean for whoever asks. They end by the Clock.
class FaultBook : public Faults {
 public:
  explicit FaultBook(Clock& clock) : clock_(clock) {}
  FaultBook(const FaultBook&) = delete;
  FaultBook& operator=(const FaultBook&) = delete;
  ~FaultBook() override;

  Result<FaultInForce> begin(Fault fault, std::optional<Duration> span) override;
  [[nodiscard]] std::vector<FaultInForce> in_force() const override;
  bool end(const std::string& id) override;
  void end_all() override;

  /// The reason why this pull of a container's image fails, if it does; it is then one of those
  /// that were to fail.
  std::optional<std::string> take_pull_failure(std::string_view image);
  /// Whether any start may be slow.
  [[nodiscard]] bool has_slow_starts() const;
  /// By how much longer a container of this image takes to start: by all that match together.
  [[nodiscard]] Duration start_delay(std::string_view image) const;
  [[nodiscard]] bool is_unhealthy_container(std::string_view engine_id) const;
  /// `key` is the target's record's.
  [[nodiscard]] bool is_unhealthy_target(std::string_view key) const;
  [[nodiscard]] bool engine_is_lost() const;
  [[nodiscard]] std::set<std::string> lost_zones() const;

  /// Calls the listener when the engine is lost (true) and when it is back.
  void on_engine_lost(std::function<void(bool lost)> listener) { listener_ = std::move(listener); }
  /// Calls the listener when zones are lost or back.
  void on_zones_changed(std::function<void()> listener) { zones_changed_ = std::move(listener); }

 private:
  struct Entry {
    FaultInForce fault;
    std::optional<Clock::TimerId> timer;
  };

  template <class Kind, class Matches>
  [[nodiscard]] bool has(Matches matches) const;
  void end_at(std::vector<Entry>::iterator entry);

  Clock& clock_;
  std::vector<Entry> entries_;
  int last_id_ = 0;
  std::function<void(bool)> listener_ = [](bool) {};
  std::function<void()> zones_changed_ = [] {};
};

}  // namespace drydock
