#pragma once

#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "emulator/ports/blob_store.h"
#include "runtime/storage/data_folder_error.h"

namespace drydock::storage {

/// Whether what has been stored must survive a loss of power.
enum class Durability {
  kept,       ///< A blob is synced before it gets its name, and its folder after.
  ephemeral,  ///< Nothing is synced: for a folder that goes when drydock ends.
};

/// The blobs as files of a folder:
///
///     <folder>/
///       blobs/sha256/ab/abcd…64 hex digits   a blob that is proven; never changed, only removed
///       uploads/<upload id>                  bytes of an upload under way; its hash is in memory
///
/// An upload becomes a blob by a rename, so a blob is either there whole or not at all; a file that
/// has another size all the same (somebody's disk repair, a copy that broke off) is replaced by the
/// next upload of its digest. An upload of an earlier run that is resumed is read again for its
/// hash when it goes on. One process at a time.
///
/// Disk and hash are worked on by threads of its own, so a caller's executor never waits for them;
/// a call completes on the executor of the coroutine that made it. A transfer opens its file once.
class FileBlobStore : public BlobStore {
 public:
  /// Makes the folder where there is none. Throws DataFolderError if it cannot be written.
  FileBlobStore(std::filesystem::path folder, Durability durability);
  ~FileBlobStore() override;

  /// From now on bytes go only once `when_kept` calls back: before that a run that ends at any
  /// moment leaves a journal in which somebody has them. Before the first transfer.
  void erase_when(std::function<void(std::function<void()> act)> when_kept) {
    when_kept_ = std::move(when_kept);
  }

  /// Gives every blob that `is_wanted` says yes to a second name below another folder of the same
  /// file system, `<folder>/blobs/…`, or takes those there in where it does not have them. Throws
  /// std::system_error.
  void link_into(const std::filesystem::path& folder,
                 const std::function<bool(const std::string& digest)>& is_wanted) const;
  void link_from(const std::filesystem::path& folder) const;

  /// Removes every blob that `is_needed` says no to, since nobody has a record of it, and what is
  /// left of uploads that have not been resumed. Before the first transfer.
  void sweep(const std::function<bool(const std::string& digest)>& is_needed);

  [[nodiscard]] std::optional<std::uint64_t> size(const std::string& digest) const override;
  std::shared_ptr<Upload> begin(std::string id) override;
  void resume(std::string id, std::uint64_t size) override;
  std::shared_ptr<Upload> find_upload(const std::string& id) override;
  [[nodiscard]] BlobResult<std::shared_ptr<Reader>> open(const std::string& digest) const override;
  void erase(const std::string& digest) override;
  void keep(const std::string& digest) override;

 private:
  struct UploadState;
  class FileUpload;
  class FileReader;

  void prepare_folders() const;
  [[nodiscard]] std::optional<std::filesystem::path> blob_path(const std::string& digest) const;
  void forget(const std::string& upload_id);
  void remove_soon(std::filesystem::path file);

  /// Holds the blob if it is here with this size.
  bool hold_present(const std::string& digest, const std::filesystem::path& blob,
                    std::uint64_t size);
  /// Makes the upload's file the blob, which it holds.
  void hold_new(const std::string& digest, const std::filesystem::path& upload,
                const std::filesystem::path& blob);
  void release(const std::string& digest);
  void doom(const std::string& digest);
  void erase_if_doomed(const std::string& digest);

  const std::filesystem::path folder_;
  const Durability durability_;

  std::mutex mutex_;  ///< Guards uploads_.
  std::map<std::string, std::shared_ptr<UploadState>> uploads_;

  std::mutex names_;  ///< Guards what follows, and orders how blobs get and lose their names.
  std::map<std::string, int> held_;  ///< By how many uploads that have committed it.
  std::set<std::string> leaving_;    ///< To be doomed once it is kept that nobody has them.
  std::set<std::string> doomed_;     ///< To be erased.

  /// At once where nothing is kept.
  std::function<void(std::function<void()> act)> when_kept_ = [](const auto& act) { act(); };

  boost::asio::thread_pool workers_;
};

}  // namespace drydock::storage
