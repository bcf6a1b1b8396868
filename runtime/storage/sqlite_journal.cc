#include "runtime/storage/sqlite_journal.h"

#include <boost/asio/post.hpp>
#include <system_error>
#include <utility>

#include "emulator/base/base64.h"
#include "runtime/storage/data_folder_error.h"
#include "runtime/storage/file.h"

namespace drydock::storage {
namespace fs = std::filesystem;
using sqlite::Statement;

namespace {

/// "dryd", by which the file tells whose it is.
/// https://www.sqlite.org/pragma.html#pragma_application_id
constexpr std::int64_t application_id = 0x64727964;
/// Pages that no record needs any more go back to the file system after so many commits.
constexpr int commits_between_tidying = 256;

/// `auto_vacuum` has to come before the first table. The log is given back down to 4 MiB.
constexpr const char* settings = R"sql(
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA journal_size_limit = 4194304;
  PRAGMA cache_size = -1024;
  PRAGMA trusted_schema = OFF;
)sql";

constexpr const char* tables = R"sql(
  CREATE TABLE record (
    account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (account, region, kind, key));
  CREATE TABLE unreadable (
    account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    json TEXT NOT NULL, reason TEXT NOT NULL);
  CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE last_commit (id INTEGER PRIMARY KEY CHECK (id = 1), milliseconds INTEGER NOT NULL);
)sql";

std::int64_t number(sqlite::Database& database, std::string_view pragma) {
  Statement statement(database, pragma);
  return statement.step() ? statement.integer(0) : 0;
}

std::string without_remedy(const fs::path& file, const std::string& why) {
  return "The journal " + file.string() + " " + why;
}

DataFolderError cannot_open(const fs::path& file, const std::string& why) {
  return DataFolderError(without_remedy(file, "cannot be used: " + why) +
                         "; choose another folder with --data.");
}

/// A commit's own transaction, undone unless it comes to its end.
class Transaction {
 public:
  explicit Transaction(sqlite::Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (committed_) return;
    try {
      database_.execute("ROLLBACK");
    } catch (const sqlite::Error&) {
      // SQLite has undone it by itself.
    }
  }

  void commit() {
    database_.execute("COMMIT");
    committed_ = true;
  }

 private:
  sqlite::Database& database_;
  bool committed_ = false;
};

sqlite::Database open_database(const fs::path& file) {
  try {
    return sqlite::Database(file);
  } catch (const std::system_error& error) {
    throw cannot_open(file, error.code().message());
  } catch (const sqlite::Error& error) {
    throw cannot_open(file, error.what());
  }
}

}  // namespace

SqliteJournal::SqliteJournal(const fs::path& folder)
    : file_(folder / "journal.db"), database_(open_database(file_)) {
  try {
    open();
  } catch (const sqlite::Error& error) {
    if (!error.tells_damage()) throw cannot_open(file_, error.what());
    throw DataFolderError(without_remedy(file_, "is damaged (") + error.what() +
                          "): put back a copy of it, or choose another folder with --data.");
  }
}

SqliteJournal::~SqliteJournal() { worker_.join(); }

void SqliteJournal::open() {
  const bool empty = number(database_, "SELECT count(*) FROM sqlite_schema") == 0;
  const std::int64_t owner = number(database_, "PRAGMA application_id");
  const std::int64_t version = number(database_, "PRAGMA user_version");
  if (!empty && owner != application_id) throw cannot_open(file_, "it is not drydock's");
  if (version > format) {
    throw DataFolderError(without_remedy(file_, "is of a newer drydock (format ") +
                          std::to_string(version) + "; this one knows those up to " +
                          std::to_string(format) +
                          "): use that one, or choose another folder with --data.");
  }
  // A new file has nothing yet that a loss of power could take.
  if (empty) database_.execute("PRAGMA synchronous = OFF");
  database_.execute(settings);
  if (empty) make_tables();
  database_.execute("PRAGMA synchronous = NORMAL");
  put_.emplace(database_,
               "INSERT INTO record (account, region, kind, key, json) VALUES (?1, ?2, ?3, ?4, ?5) "
               "ON CONFLICT (account, region, kind, key) DO UPDATE SET json = excluded.json");
  erase_.emplace(
      database_,
      "DELETE FROM record WHERE account = ?1 AND region = ?2 AND kind = ?3 AND key = ?4");
  note_time_.emplace(database_,
                     "INSERT INTO last_commit (id, milliseconds) VALUES (1, ?1) "
                     "ON CONFLICT (id) DO UPDATE SET milliseconds = excluded.milliseconds");
}

void SqliteJournal::make_tables() {
  Transaction transaction(database_);
  database_.execute(tables);
  database_.execute("PRAGMA application_id = " + std::to_string(application_id));
  database_.execute("PRAGMA user_version = " + std::to_string(format));
  transaction.commit();
}

void SqliteJournal::load(const std::function<void(RecordName name, std::string_view json)>& visit) {
  Statement all(database_, "SELECT account, region, kind, key, json FROM record");
  while (all.step()) {
    visit({{std::string(all.text(0)), std::string(all.text(1))},
           std::string(all.text(2)),
           std::string(all.text(3))},
          all.text(4));
  }
}

void SqliteJournal::copy_to(const fs::path& folder) {
  const fs::path copy = folder / file_.filename();
  static_cast<void>(File::open_or_create_private(copy));
  Statement(database_, "VACUUM INTO ?1").with(copy.string()).run();
}

std::optional<TimePoint> SqliteJournal::last_commit() {
  Statement last(database_, "SELECT milliseconds FROM last_commit");
  if (!last.step()) return std::nullopt;
  return TimePoint(Duration(last.integer(0)));
}

void SqliteJournal::set_aside(const RecordName& name, const std::string& reason) {
  Transaction transaction(database_);
  Statement copy(database_,
                 "INSERT INTO unreadable SELECT account, region, kind, key, json, ?5 FROM record "
                 "WHERE account = ?1 AND region = ?2 AND kind = ?3 AND key = ?4");
  copy.with(name.world.account, name.world.region, name.table, name.key, reason).run();
  erase_->with(name.world.account, name.world.region, name.table, name.key).run();
  transaction.commit();
}

std::string SqliteJournal::secret(std::string_view name, const std::function<std::string()>& make) {
  Statement find(database_, "SELECT value FROM secret WHERE name = ?1");
  if (find.with(name).step()) {
    if (auto known = base64_decode(find.text(0))) return *std::move(known);
  }
  std::string made = make();
  Statement keep(database_, "INSERT OR REPLACE INTO secret (name, value) VALUES (?1, ?2)");
  keep.with(name, base64_encode(made)).run();
  return made;
}

void SqliteJournal::commit(JournalChanges changes, TimePoint now,
                           std::function<void(std::exception_ptr)> done) {
  boost::asio::post(worker_, [this, changes = std::move(changes), now, done = std::move(done)] {
    std::exception_ptr failure;
    try {
      write(changes, now);
    } catch (const sqlite::Error&) {
      failure = std::current_exception();
    }
    done(failure);
    if (!failure) give_back_room();
  });
}

void SqliteJournal::write(const JournalChanges& changes, TimePoint now) {
  Transaction transaction(database_);
  for (const auto& [name, json] : changes) {
    const auto& [account, region] = name.world;
    if (json) {
      put_->with(account, region, name.table, name.key, *json).run();
    } else {
      erase_->with(account, region, name.table, name.key).run();
    }
  }
  note_time_->with(std::int64_t{now.time_since_epoch().count()}).run();
  transaction.commit();
}

/// Nobody waits for it. What it cannot do now, it can another time.
void SqliteJournal::give_back_room() {
  if (++commits_ < commits_between_tidying) return;
  commits_ = 0;
  try {
    database_.execute("PRAGMA incremental_vacuum(1024)");
  } catch (const sqlite::Error&) {
    return;
  }
}

}  // namespace drydock::storage
