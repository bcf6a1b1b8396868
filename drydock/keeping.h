#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/control/pages.h"
#include "drydock/data_folder.h"
#include "emulator/ports/clock.h"
#include "emulator/store/store.h"
#include "runtime/storage/blob_collector.h"
#include "runtime/storage/blob_store.h"
#include "runtime/storage/committer.h"
#include "runtime/storage/snapshots.h"
#include "runtime/storage/sqlite_journal.h"

namespace drydock {

/// What drydock keeps in its data folder: the records, each change before anybody is told of it,
/// the bytes of images, and states by name. Of a temporary folder only the bytes. See
/// runtime/storage/README.md.
class Keeping {
 public:
  /// All must outlive it. Throws DataFolderError where the folder cannot be used.
  Keeping(const DataFolder& folder, Store& store, const Clock& clock,
          boost::asio::any_io_executor control);

  /// drydock's time when it last kept something; nothing where it never has. Before `load`.
  [[nodiscard]] std::optional<TimePoint> last_commit();
  /// The secret of this name, which outlives a restart where anything does; `make` gives a new one.
  /// Before `load`.
  std::string secret(std::string_view name, const std::function<std::string()>& make);

  /// Puts the records of the run before into the store, once all that listens to it is there. From
  /// here on changes are kept.
  void load();

  [[nodiscard]] BlobStore& blobs() { return blobs_; }
  /// Whether all that an answer may tell of now is kept. Any thread.
  [[nodiscard]] bool is_settled() const { return !committer_ || committer_->is_settled(); }
  /// Returns once it is. The control thread only.
  boost::asio::awaitable<void> settle();
  /// Lets the pages save and load states by name, where anything is kept.
  void offer_snapshots(control::Hooks& hooks);

 private:
  [[noreturn]] void end_at_once(const std::exception_ptr& failure) const;

  const DataFolder& folder_;
  Store& store_;
  const Clock& clock_;
  boost::asio::any_io_executor control_;
  std::optional<storage::SqliteJournal> journal_;  ///< Of a folder that stays.
  storage::FileBlobStore blobs_;
  storage::BlobCollector blob_collector_{store_, blobs_};
  std::optional<storage::Committer> committer_;  ///< From when the records are loaded.
  std::optional<storage::Snapshots> snapshots_;  ///< The same.
};

}  // namespace drydock
