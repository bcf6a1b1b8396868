#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "tests/simulation/chronicle.h"
#include "tests/simulation/invariants.h"
#include "tests/simulation/simulated_world.h"
#include "tests/simulation/storm.h"
#include "tests/simulation/weather.h"

namespace drydock::simulation {

/// Whether a run writes down all that happens, which takes a good part of its time.
enum class Telling { nothing, all };

/// One seed's run, from its first client to the end of all that they made.
class SeededRun {
 public:
  SeededRun(std::uint64_t seed, const Weather& weather, Telling telling = Telling::nothing);

  void play();

  /// Every promise that was broken, in words, a line each.
  [[nodiscard]] std::string findings() const;
  /// What happened, where it was to be told.
  [[nodiscard]] const std::string& story() const;
  /// Every record, as it is now.
  [[nodiscard]] std::string world() const { return simulated_.store().to_json(); }

 private:
  void pass(Duration span);
  void settle(const std::string& otherwise,
              const std::function<bool(const std::string& service)>& is_done);
  void note(const std::string& finding) { findings_ += finding + "\n"; }
  void note_tasks();

  const Weather weather_;
  SimulatedWorld simulated_;
  std::optional<Chronicle> chronicle_;
  Invariants invariants_{simulated_};
  Storm storm_;
  std::string findings_;
};

/// Whether the service has what it is to have and nothing else, or has gone.
bool is_settled(const SimulatedWorld& simulated, const std::string& name);

/// What a seed breaks, with its whole story; empty where it breaks nothing.
std::string play(std::uint64_t seed, const Weather& weather);

}  // namespace drydock::simulation
