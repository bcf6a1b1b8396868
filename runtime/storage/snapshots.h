#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/store/store.h"
#include "runtime/storage/blob_store.h"
#include "runtime/storage/committer.h"
#include "runtime/storage/sqlite_journal.h"

namespace drydock::storage {

/// States of the world that were given a name, to begin from again. Each is a folder as the data
/// folder itself, with a journal of its own and with second names for the blobs, which cost
/// nothing:
///
///     <data folder>/snapshots/<name>/
///       journal.db
///       blobs/sha256/ab/abcd…
///
/// The control thread only; the work is done on the journal's.
class Snapshots {
 public:
  Snapshots(const std::filesystem::path& data_folder, Store& store, SqliteJournal& journal,
            Committer& committer, const FileBlobStore& blobs);

  /// Keeps the world as it is now, in place of what had the name before. An error tells why not.
  boost::asio::awaitable<Result<Done>> save(std::string name);
  /// Has the store take on the world of this name. An error tells why not; the store is then as it
  /// was.
  boost::asio::awaitable<Result<Done>> load(std::string name);
  /// The names, in order.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  Result<Done> save_now(const std::string& name);
  Result<std::unique_ptr<Store>> read(const std::string& name) const;
  Result<Done> take_in_blobs(const std::string& name);

  const std::filesystem::path folder_;
  Store& store_;
  SqliteJournal& journal_;
  Committer& committer_;
  const FileBlobStore& blobs_;
};

/// Whether a snapshot may be called so: 1 to 64 letters, digits, dots, dashes and underscores, the
/// first a letter or a digit.
bool is_snapshot_name(std::string_view name);

}  // namespace drydock::storage
