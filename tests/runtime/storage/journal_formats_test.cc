#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <string>

#include "emulator/ecs/task.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target.h"
#include "emulator/records.h"
#include "runtime/storage/record_loader.h"
#include "runtime/storage/sqlite_journal.h"
#include "tests/support/temporary_folder.h"

namespace drydock::storage::journal_formats_test {
namespace {

namespace fs = std::filesystem;

/// Calls `look` with each journal of the folder `formats`.
void for_each_journal(
    const std::function<void(SqliteJournal& journal, const fs::path& file)>& look) {
  const fs::path formats =
      fs::path(DRYDOCK_SOURCE_DIR) / "tests" / "runtime" / "storage" / "formats";
  for (const auto& entry : fs::directory_iterator(formats)) {
    if (entry.path().extension() != ".sql") continue;
    std::ostringstream dump;
    dump << std::ifstream(entry.path()).rdbuf();
    const testing::TemporaryFolder folder;
    sqlite::Database(folder.path() / "journal.db").execute(dump.str());
    SqliteJournal journal(folder.path());
    look(journal, entry.path());
  }
}

TEST(JournalFormats, ThatEverLandedAreAllRead) {
  int seen = 0;
  for_each_journal([&](SqliteJournal& journal, const fs::path& file) {
    ++seen;
    Store store{all_record_kinds()};
    const Loaded loaded = load_records(journal, store);
    EXPECT_GT(loaded.records, 0U) << file;
    EXPECT_EQ(loaded.set_aside, 0U) << file;
    EXPECT_NE(journal.last_commit(), std::nullopt) << file;
  });
  EXPECT_GE(seen, SqliteJournal::format) << "a format has no file";
}

/// That its targets have owners is newer than this one.
TEST(JournalFormats, TellWhoseTargetsTheyHave) {
  int owned = 0;
  for_each_journal([&](SqliteJournal& journal, const fs::path& file) {
    if (file.filename() != "2026-11-26-codedeploy.sql") return;
    Store store{all_record_kinds()};
    load_records(journal, store);
    elb::find_owners(store);
    for (const World& world : store.worlds()) {
      for (const auto& [key, target] : store.table<elb::Target>(world).rows()) {
        const auto* owner = store.find<ecs::Task>(world, target.owner);
        ASSERT_NE(owner, nullptr) << key;
        EXPECT_EQ(owner->network_interface->private_ipv4_address, target.id);
        EXPECT_EQ(target.health.state, elb::TargetState::healthy);
        ++owned;
      }
    }
  });
  EXPECT_EQ(owned, 2);
}

TEST(JournalFormats, HaveARecordOfEveryKind) {
  std::set<std::string> found;
  for_each_journal([&](SqliteJournal& journal, const fs::path&) {
    journal.load([&](const RecordName& name, std::string_view) { found.insert(name.table); });
  });
  for (const RecordKind& kind : all_record_kinds()) {
    EXPECT_TRUE(found.contains(std::string(kind.table))) << kind.table << " is in no file";
  }
}

}  // namespace
}  // namespace drydock::storage::journal_formats_test
