#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "emulator/ports/journal.h"
#include "emulator/store/store.h"

namespace drydock::simulation {

/// Remembers which changes of one run's store clients have been told of, and finds out once the run
/// is dead whether the journal has kept them: what has not changed since it was last told is there
/// to the letter, and what was told to be gone is gone.
class Witness {
 public:
  /// Notes the changes from now on: once the store holds what the journal had.
  explicit Witness(Store& store);
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  /// How many changes there have been: what an answer that is made now may tell of.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  /// An answer has gone out that told of so many.
  void told(std::uint64_t changes);

  /// What was told and is not in the journal, in words.
  [[nodiscard]] std::vector<std::string> lost(
      const std::map<RecordName, std::string>& journal) const;

 private:
  [[nodiscard]] bool is_told(const RecordName& name) const;

  const Store& store_;
  std::uint64_t changes_ = 0;
  std::uint64_t told_ = 0;
  std::map<RecordName, std::uint64_t> last_change_;
};

}  // namespace drydock::simulation
