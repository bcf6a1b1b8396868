#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/ports/clock.h"
#include "emulator/ports/journal.h"
#include "emulator/store/store.h"

namespace drydock::storage {

/// Sees to it that every change of the store is kept in a journal. The changes that one turn of the
/// control thread makes belong together, and so do those of all turns while a Store::Whole lives:
/// they are committed whole or not at all. One commit is under way at a time; what changes
/// meanwhile is the next one, whoever changed it, so that many calls share one.
///
/// Whoever tells somebody of the store's state waits until that state is kept: nobody sees what the
/// next run might not know. Where a commit fails nothing is ever told again, and `on_failure` ends
/// the program.
class Committer {
 public:
  /// Notes the store's changes from now on. All must outlive it, and the journal must have called
  /// back before its end. `on_failure` is called on the control thread, once.
  Committer(Store& store, Journal& journal, const Clock& clock,
            boost::asio::any_io_executor control,
            std::function<void(std::exception_ptr)> on_failure);
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  /// Whether every change so far is kept. Any thread, of what it has learnt from the control
  /// thread.
  [[nodiscard]] bool is_settled() const { return kept_ == changed_; }
  /// Returns once every change that was made before the call is kept. The control thread only.
  boost::asio::awaitable<void> settle();
  /// Calls `act` on the control thread once every change is kept that was made before the call, or
  /// that tells the store's listeners now.
  void when_kept(std::function<void()> act);

 private:
  using Acts = std::vector<std::function<void()>>;

  void note(const Change& change);
  void expect_end_of_turn();
  void end_turn();
  void go_on();
  void begin_commit();
  void end_commit(std::uint64_t changes, const std::exception_ptr& failure);
  [[nodiscard]] std::optional<std::string> text_of(const RecordName& name) const;

  const Store& store_;
  Journal& journal_;
  const Clock& clock_;
  boost::asio::any_io_executor control_;
  std::function<void(std::exception_ptr)> on_failure_;
  std::set<RecordName> turn_;    ///< What this turn has changed so far.
  Acts turn_acts_;               ///< What waits for that to be kept,
  Acts next_acts_;               ///< for the next commit,
  Acts acts_;                    ///< and for the one under way.
  JournalChanges next_;          ///< The next commit.
  std::uint64_t described_ = 0;  ///< The changes in it and before.
  bool turn_ends_ = false;       ///< Whether its end has been asked for.
  bool committing_ = false;
  std::atomic<std::uint64_t> changed_ = 0;  ///< How many changes there have been,
  std::atomic<std::uint64_t> kept_ = 0;     ///< and how many of them are kept.
  boost::asio::steady_timer progress_;      ///< Never expires: its cancellation wakes who waits.
};

}  // namespace drydock::storage
