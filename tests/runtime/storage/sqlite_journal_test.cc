#include "runtime/storage/sqlite_journal.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>

#include "runtime/storage/data_folder_error.h"
#include "tests/support/temporary_folder.h"

namespace drydock::storage::sqlite_journal_test {
namespace {

const World world{"123456789012", "eu-central-1"};
const World other_world{"123456789012", "us-east-1"};

using Records = std::map<RecordName, std::string>;

/// Commits and waits; what went wrong.
std::exception_ptr commit(Journal& journal, JournalChanges changes, TimePoint now = {}) {
  std::promise<std::exception_ptr> done;
  journal.commit(std::move(changes), now,
                 [&](std::exception_ptr failure) { done.set_value(std::move(failure)); });
  return done.get_future().get();
}

Records records_of(Journal& journal) {
  Records records;
  journal.load([&](const RecordName& name, std::string_view json) {
    EXPECT_TRUE(records.emplace(name, json).second);
  });
  return records;
}

class SqliteJournalTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "journal.db"; }
  /// Why the journal cannot be opened.
  [[nodiscard]] std::string refusal() const {
    try {
      const SqliteJournal journal(folder_.path());
      return "";
    } catch (const DataFolderError& error) {
      return error.what();
    }
  }

  const testing::TemporaryFolder folder_;
  const RecordName a_{world, "clusters", "a"};
  const RecordName b_{world, "clusters", "b"};
  const RecordName a_elsewhere_{other_world, "clusters", "a"};
};

TEST_F(SqliteJournalTest, KeepsWhatWasCommitted) {
  {
    SqliteJournal journal(folder_.path());
    EXPECT_TRUE(records_of(journal).empty());
    EXPECT_EQ(journal.last_commit(), std::nullopt);
    const auto failed =
        commit(journal, {{a_, "1"}, {b_, "2"}, {a_elsewhere_, "3"}}, TimePoint(Duration(1000)));
    EXPECT_EQ(failed, nullptr);
    EXPECT_EQ(commit(journal, {{a_, "4"}, {b_, {}}}, TimePoint(Duration(2000))), nullptr);
  }
  SqliteJournal journal(folder_.path());
  EXPECT_EQ(records_of(journal), (Records{{a_, "4"}, {a_elsewhere_, "3"}}));
  EXPECT_EQ(journal.last_commit(), TimePoint(Duration(2000)));
}

TEST_F(SqliteJournalTest, KeepsTextsAsTheyAre) {
  const RecordName odd{{"", ""}, "t", std::string("a\0'\"\n\xc3\xa9", 7)};
  {
    SqliteJournal journal(folder_.path());
    EXPECT_EQ(commit(journal, {{odd, std::string("{\"\0\"}", 5)}}), nullptr);
  }
  SqliteJournal journal(folder_.path());
  EXPECT_EQ(records_of(journal), (Records{{odd, std::string("{\"\0\"}", 5)}}));
}

TEST_F(SqliteJournalTest, IsForItsOwnersEyes) {
  SqliteJournal journal(folder_.path());
  EXPECT_EQ(commit(journal, {{a_, "1"}}), nullptr);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    using std::filesystem::perms;
    EXPECT_EQ(entry.status().permissions() & (perms::group_all | perms::others_all), perms::none)
        << entry.path();
  }
}

TEST_F(SqliteJournalTest, SetsARecordAside) {
  {
    SqliteJournal journal(folder_.path());
    EXPECT_EQ(commit(journal, {{a_, "1"}, {b_, "2"}}), nullptr);
    journal.set_aside(a_, "because");
    EXPECT_EQ(records_of(journal), (Records{{b_, "2"}}));
  }
  sqlite::Database database(file());
  sqlite::Statement aside(database, "SELECT kind, key, json, reason FROM unreadable");
  ASSERT_TRUE(aside.step());
  EXPECT_EQ(aside.text(0), "clusters");
  EXPECT_EQ(aside.text(1), "a");
  EXPECT_EQ(aside.text(2), "1");
  EXPECT_EQ(aside.text(3), "because");
}

TEST_F(SqliteJournalTest, MakesASecretOnce) {
  const std::string made("\0\xff secret", 9);
  {
    SqliteJournal journal(folder_.path());
    EXPECT_EQ(journal.secret("key", [&] { return made; }), made);
  }
  SqliteJournal journal(folder_.path());
  EXPECT_EQ(journal.secret("key", [] { return "another"; }), made);
  EXPECT_EQ(journal.secret("other key", [] { return "another"; }), "another");
}

TEST_F(SqliteJournalTest, RefusesOneOfANewerDrydock) {
  { const SqliteJournal journal(folder_.path()); }
  sqlite::Database(file()).execute("PRAGMA user_version = 99");
  EXPECT_EQ(refusal(), "The journal " + file().string() +
                           " is of a newer drydock (format 99; this one knows those up to 1): use "
                           "that one, or choose another folder with --data.");
}

TEST_F(SqliteJournalTest, RefusesWhatIsNotItsOwn) {
  sqlite::Database(file()).execute("CREATE TABLE record (a)");
  EXPECT_EQ(refusal(), "The journal " + file().string() +
                           " cannot be used: it is not drydock's; choose another folder with "
                           "--data.");
}

TEST_F(SqliteJournalTest, RefusesOneThatIsDamaged) {
  std::ofstream(file()) << std::string(8192, 'x');
  EXPECT_EQ(refusal(), "The journal " + file().string() +
                           " is damaged (file is not a database): put back a copy of it, or "
                           "choose another folder with --data.");
}

TEST_F(SqliteJournalTest, RefusesAFolderThatIsNone) {
  std::filesystem::create_directory(file());
  EXPECT_NE(refusal().find("cannot be used"), std::string::npos) << refusal();
}

/// Files of this process cannot grow while it lives.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_F(SqliteJournalTest, KeepsNothingOfACommitThatFoundNoRoom) {
  {
    SqliteJournal journal(folder_.path());
    EXPECT_EQ(commit(journal, {{a_, "1"}}), nullptr);
    const FullDisk full(std::size_t{256} * 1024);
    EXPECT_NE(commit(journal, {{a_, "2"}, {b_, std::string(1024 * 1024, 'x')}}), nullptr);
  }
  SqliteJournal journal(folder_.path());
  EXPECT_EQ(records_of(journal), (Records{{a_, "1"}}));
}

/// Of what no record needs any more, little is left.
TEST_F(SqliteJournalTest, GivesRoomBack) {
  SqliteJournal journal(folder_.path());
  for (int round = 0; round < 600; ++round) {
    const RecordName name{world, "clusters", std::to_string(round)};
    EXPECT_EQ(commit(journal, {{name, std::string(8000, 'x')}}), nullptr);
    if (round >= 10) {
      const RecordName old{world, "clusters", std::to_string(round - 10)};
      EXPECT_EQ(commit(journal, {{old, {}}}), nullptr);
    }
  }
  EXPECT_EQ(records_of(journal).size(), 10U);
  EXPECT_LT(std::filesystem::file_size(file()), 1024U * 1024);
  EXPECT_LT(std::filesystem::file_size(file().string() + "-wal"), 6U * 1024 * 1024);
}

}  // namespace
}  // namespace drydock::storage::sqlite_journal_test
