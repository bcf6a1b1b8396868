#include "runtime/storage/sqlite.h"

#include <sqlite3.h>

#include "runtime/storage/file.h"

namespace drydock::storage::sqlite {
namespace {

[[noreturn]] void fail_with(sqlite3* database, int code) {
  const char* text = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  throw Error(code & 0xff, text);
}

}  // namespace

bool Error::tells_damage() const { return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB; }

Database::Database(const std::filesystem::path& file) {
  // SQLite gives the files beside it the same permissions.
  static_cast<void>(File::open_or_create_private(file));
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(opened);
  if (code != SQLITE_OK) fail_with(opened, code);
}

void Database::execute(const std::string& statements) {
  const int code = sqlite3_exec(handle_.get(), statements.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_with(handle_.get(), code);
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Statement::Statement(Database& database, std::string_view text) {
  sqlite3_stmt* prepared = nullptr;
  const int code =
      sqlite3_prepare_v3(database.handle_.get(), text.data(), static_cast<int>(text.size()),
                         SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) fail_with(database.handle_.get(), code);
  handle_.reset(prepared);
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return bytes == nullptr ? std::string_view()
                          : std::string_view(bytes, static_cast<std::size_t>(size));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

/// What the last run ended with has been told already.
void Statement::begin() { sqlite3_reset(handle_.get()); }

void Statement::bind(int index, std::string_view text) {
  const int code = sqlite3_bind_text64(handle_.get(), index, text.data(), text.size(),
                                       SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) fail(code);
}

void Statement::bind(int index, std::int64_t number) {
  const int code = sqlite3_bind_int64(handle_.get(), index, number);
  if (code != SQLITE_OK) fail(code);
}

void Statement::fail(int code) const { fail_with(sqlite3_db_handle(handle_.get()), code); }

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

}  // namespace drydock::storage::sqlite
