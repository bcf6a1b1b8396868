#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "emulator/ports/journal.h"

namespace drydock::testing {

/// A journal in memory, which a test holds up: a commit ends when the test says so, on the test's
/// own thread. What a crash would leave is `kept`.
class MemoryJournal : public Journal {
 public:
  struct Commit {
    JournalChanges changes;
    TimePoint now;
    std::function<void(std::exception_ptr)> done;
  };

  void load(const std::function<void(RecordName name, std::string_view json)>& visit) override {
    for (const auto& [name, json] : kept) visit(name, json);
  }
  void set_aside(const RecordName& name, const std::string& reason) override {
    aside.emplace_back(name, reason);
    kept.erase(name);
  }
  void commit(JournalChanges changes, TimePoint now,
              std::function<void(std::exception_ptr)> done) override {
    commits.push_back({std::move(changes), now, std::move(done)});
  }

  /// Carries out the oldest commit under way.
  void end_commit() {
    Commit commit = take();
    for (auto& [name, json] : commit.changes) {
      if (json) {
        kept.insert_or_assign(name, *json);
      } else {
        kept.erase(name);
      }
    }
    commit.done(nullptr);
  }
  /// Keeps nothing of it.
  void fail_commit(const std::string& why) {
    take().done(std::make_exception_ptr(std::runtime_error(why)));
  }

  std::map<RecordName, std::string> kept;
  std::vector<std::pair<RecordName, std::string>> aside;  ///< And why.
  std::vector<Commit> commits;                            ///< Those under way.

 private:
  Commit take() {
    Commit commit = std::move(commits.front());
    commits.erase(commits.begin());
    return commit;
  }
};

}  // namespace drydock::testing
