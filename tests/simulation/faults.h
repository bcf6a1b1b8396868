#pragma once

#include <map>
#include <string>

#include "tests/simulation/chance.h"

namespace drydock::simulation {

/// Which calls to the engine go wrong, and how. Chance draws it, for as long as there are faults.
class Faults {
 public:
  enum class Kind {
    none,
    refused,     ///< The engine says no, and has done nothing.
    unheard,     ///< It says nothing, and has done nothing.
    unanswered,  ///< It says nothing, and has done what it was asked.
  };

  /// One call in so many goes wrong; 0: none does.
  Faults(Chance& chance, int one_in) : chance_(chance), one_in_(one_in) {}

  void end() { one_in_ = 0; }
  [[nodiscard]] bool are_there() const { return one_in_ > 0; }

  /// Of a call that the engine may refuse.
  Kind draw() { return goes_wrong() ? Kind(1 + chance_.draw(3)) : Kind::none; }
  /// Of one that it always carries out, sooner or later.
  Kind draw_silence() { return goes_wrong() ? Kind(2 + chance_.draw(2)) : Kind::none; }
  /// An engine lets go of a container when it has been asked often enough.
  Kind draw_removal(const std::string& container_id) {
    int& before = removals_[container_id];
    if (before >= most_removals || !goes_wrong()) return Kind::none;
    ++before;
    return Kind(1 + chance_.draw(3));
  }

 private:
  static constexpr int most_removals = 2;

  bool goes_wrong() { return one_in_ > 0 && chance_.one_in(one_in_); }

  Chance& chance_;
  int one_in_;
  std::map<std::string, int> removals_;
};

}  // namespace drydock::simulation
