#pragma once

#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"

namespace drydock {

/// Where a record is found: the table is the record's kind, such as "services".
struct RecordName {
  World world;
  std::string table;
  std::string key;

  friend auto operator<=>(const RecordName&, const RecordName&) = default;
};

/// Records as they are kept, each as its RecordKind writes it; nothing for one that is kept no
/// longer.
using JournalChanges = std::map<RecordName, std::optional<std::string>>;

/// What outlives the program: every record, as it was when it was last committed. Calls are made on
/// the control thread, and from the beginning in this order: `load`, then any number of commits.
class Journal {
 public:
  virtual ~Journal() = default;

  /// Calls `visit` for each record that is kept, in no certain order, before it returns.
  virtual void load(const std::function<void(RecordName name, std::string_view json)>& visit) = 0;
  /// Takes a record that cannot be read out of the way of the others, with its text and the reason.
  virtual void set_aside(const RecordName& name, const std::string& reason) = 0;

  /// Keeps all of these changes, or none of them, and that it was done at `now`; and calls `done`
  /// when they would survive the program's end: with null, or with what went wrong. `done` is
  /// called on a thread of the journal's own. Commits end in the order in which they began.
  virtual void commit(JournalChanges changes, TimePoint now,
                      std::function<void(std::exception_ptr)> done) = 0;
};

}  // namespace drydock
