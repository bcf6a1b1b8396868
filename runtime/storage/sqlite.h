#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite's face: what drydock needs of it, with errors that throw. https://www.sqlite.org/c3ref/
namespace drydock::storage::sqlite {

/// What SQLite says went wrong, such as "database or disk is full".
class Error : public std::runtime_error {
 public:
  Error(int code, const std::string& text) : std::runtime_error(text), code_(code) {}
  /// SQLite's primary result code. https://www.sqlite.org/rescode.html
  [[nodiscard]] int code() const { return code_; }
  /// The file is no database, or one that is damaged.
  [[nodiscard]] bool tells_damage() const;

 private:
  int code_;
};

/// An open database file. One thread at a time.
class Database {
 public:
  /// Opens the file; one that is not there is made, for its owner's eyes only. Throws Error.
  explicit Database(const std::filesystem::path& file);

  /// Runs statements that give nothing worth reading.
  void execute(const std::string& statements);

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement, to be run any number of times. The database outlives it.
class Statement {
 public:
  Statement(Database& database, std::string_view text);

  /// Gives the parameters their values, from the first on, and begins anew. The texts stay where
  /// they are until the next run.
  template <class... Values>
  Statement& with(const Values&... values) {
    begin();
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }

  /// Goes on to the next row. False once there is none left; then the statement has been carried
  /// out.
  bool step();
  /// Runs to the end.
  void run();

  /// Of the row in hand, by column from 0. A text holds until the next step.
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;

 private:
  void begin();
  void bind(int index, std::string_view text);
  void bind(int index, std::int64_t number);
  [[noreturn]] void fail(int code) const;

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace drydock::storage::sqlite
