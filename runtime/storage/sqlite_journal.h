#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "emulator/ports/journal.h"
#include "runtime/storage/sqlite.h"

namespace drydock::storage {

/// The journal as a database of the data folder, `journal.db`, which its owner alone can read: what
/// is kept besides the records is secret. A commit survives the end of the program, however it
/// ends; a loss of power may take the last moments with it, never a part of a commit.
/// https://www.sqlite.org/pragma.html#pragma_synchronous (NORMAL, with a write-ahead log)
///
/// One process at a time; the folder's lock sees to it.
class SqliteJournal : public Journal {
 public:
  /// The database's format. It grows where an older drydock could not read what is written: what a
  /// record has more or less, its reader takes as it comes.
  static constexpr int format = 1;

  /// Opens the folder's journal, or makes it. Throws DataFolderError where it cannot, or where the
  /// journal is damaged, somebody else's, or of a newer drydock.
  explicit SqliteJournal(const std::filesystem::path& folder);
  /// Waits for the commit that is under way.
  ~SqliteJournal() override;

  void load(const std::function<void(RecordName name, std::string_view json)>& visit) override;
  void set_aside(const RecordName& name, const std::string& reason) override;
  void commit(JournalChanges changes, TimePoint now,
              std::function<void(std::exception_ptr)> done) override;

  /// The thread that commits are made on, one after another.
  [[nodiscard]] boost::asio::any_io_executor worker() { return worker_.get_executor(); }
  /// Makes a folder's journal of the same records, of all commits that have ended. On the worker.
  /// Throws sqlite::Error or std::system_error.
  void copy_to(const std::filesystem::path& folder);

  /// drydock's time at the last commit; nothing where there has been none. Before the first commit.
  std::optional<TimePoint> last_commit();
  /// The secret of this name; `make` gives it where there is none yet. Before the first commit.
  std::string secret(std::string_view name, const std::function<std::string()>& make);

 private:
  void open();
  void make_tables();
  void write(const JournalChanges& changes, TimePoint now);
  void give_back_room();

  const std::filesystem::path file_;
  sqlite::Database database_;  ///< The worker's, once there is a commit.
  std::optional<sqlite::Statement> put_;
  std::optional<sqlite::Statement> erase_;
  std::optional<sqlite::Statement> note_time_;
  int commits_ = 0;  ///< Since room was last given back.
  boost::asio::thread_pool worker_{1};
};

}  // namespace drydock::storage
