#pragma once

#include <optional>
#include <utility>

#include "emulator/ports/clock.h"
#include "tests/simulation/chance.h"
#include "tests/support/memory_journal.h"

namespace drydock::simulation {

/// The journal that outlives each run of drydock. A commit ends after a time that chance draws, and
/// a crash finds the one under way kept whole or lost.
class SlowJournal : public testing::MemoryJournal {
 public:
  SlowJournal(Clock& clock, Chance& chance) : clock_(clock), chance_(chance) {}

  /// The first thing that a run does.
  void load(const std::function<void(RecordName name, std::string_view json)>& visit) override {
    is_down_ = false;
    MemoryJournal::load(visit);
  }

  void commit(JournalChanges changes, TimePoint now,
              std::function<void(std::exception_ptr)> done) override {
    if (is_down_) return;
    MemoryJournal::commit(std::move(changes), now, std::move(done));
    const Duration most = chance_.one_in(20) ? Duration(800) : Duration(20);
    ending_ = clock_.call_at(now + chance_.span_below(most), [this] {
      ending_.reset();
      end_commit();
    });
  }

  /// The run is dead: it hears of no commit any more, and begins none.
  void crash() {
    is_down_ = true;
    if (ending_) clock_.cancel(*ending_);
    ending_.reset();
    if (commits.empty()) return;
    commits.front().done = [](const std::exception_ptr&) {};
    if (chance_.one_in(2)) end_commit();
    commits.clear();
  }

 private:
  Clock& clock_;
  Chance& chance_;
  bool is_down_ = false;
  std::optional<Clock::TimerId> ending_;
};

}  // namespace drydock::simulation
