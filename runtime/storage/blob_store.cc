#include "runtime/storage/blob_store.h"

#include <utility>

#include "async/on_executor.h"
#include "emulator/ecr/digest.h"
#include "runtime/storage/file.h"
#include "runtime/storage/sha256.h"

namespace drydock::storage {
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

/// Hashing is what costs; a push sends several layers at once.
constexpr std::size_t worker_count = 2;

/// What `work` gives, with a full disk told as a value.
template <class Work>
std::invoke_result_t<Work> telling_out_of_space(Work work) {
  try {
    return work();
  } catch (const std::system_error& failure) {
    if (is_out_of_space(failure.code())) return BlobStore::Error::out_of_space;
    throw;
  }
}

}  // namespace

/// The mutex orders the calls of clients that send to one upload at once; what they mix up, the
/// digest finds out.
class FileBlobStore::FileUpload : public Upload,
                                  public std::enable_shared_from_this<FileBlobStore::FileUpload> {
 public:
  FileUpload(FileBlobStore& store, std::string id)
      : store_(store), id_(std::move(id)), path_(store.folder_ / "uploads" / id_) {}

  [[nodiscard]] std::uint64_t size() const override {
    const std::lock_guard lock(mutex_);
    return size_;
  }

  asio::awaitable<BlobResult<Done>> append(std::span<const char> bytes) override {
    const auto alive = shared_from_this();
    co_return co_await call_on(store_.workers_.get_executor(), [&] { return append_now(bytes); });
  }

  asio::awaitable<BlobResult<Done>> commit(std::string digest) override {
    const auto alive = shared_from_this();
    co_return co_await call_on(store_.workers_.get_executor(), [&] { return commit_now(digest); });
  }

  void cancel() override {
    const std::lock_guard lock(mutex_);
    close();
  }

 private:
  BlobResult<Done> append_now(std::span<const char> bytes) {
    const std::lock_guard lock(mutex_);
    if (closed_) return Error::upload_unknown;
    return telling_out_of_space([&]() -> BlobResult<Done> {
      // The size and the hash move on only once the bytes are there, so a piece that found no room
      // can be sent again.
      File::open_or_create(path_).write(bytes, size_);
      hash_.update(bytes);
      size_ += bytes.size();
      return Done{};
    });
  }

  BlobResult<Done> commit_now(const std::string& digest) {
    const std::lock_guard lock(mutex_);
    if (closed_) return Error::upload_unknown;
    const auto blob = store_.blob_path(digest);
    if (!blob || hash_.digest().text() != digest) {
      close();
      return Error::digest_mismatch;
    }
    return telling_out_of_space([&]() -> BlobResult<Done> {
      if (fs::exists(*blob)) {
        close();
        return Done{};
      }
      finish_file();
      store_.put_in_place(path_, *blob);
      close();
      return Done{};
    });
  }

  void finish_file() {
    File file = File::open_or_create(path_);
    // A piece that found no room may have left some of its bytes behind.
    file.truncate(size_);
    if (store_.durability_ == Durability::kept) file.sync();
  }

  void close() {
    if (std::exchange(closed_, true)) return;
    std::error_code gone_already;
    fs::remove(path_, gone_already);
    store_.forget(id_);
  }

  FileBlobStore& store_;
  const std::string id_;
  const fs::path path_;
  mutable std::mutex mutex_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
  bool closed_ = false;
};

FileBlobStore::FileBlobStore(fs::path folder, Durability durability)
    : folder_(std::move(folder)), durability_(durability), workers_(worker_count) {
  try {
    prepare_folders();
  } catch (const std::system_error& failure) {
    throw DataFolderError("cannot write to data folder " + folder_.string() + ": " +
                          failure.code().message() + "; choose another with --data");
  }
}

FileBlobStore::~FileBlobStore() { workers_.join(); }

void FileBlobStore::prepare_folders() const {
  const fs::path uploads = folder_ / "uploads";
  fs::create_directories(folder_ / "blobs" / "sha256");
  fs::create_directories(uploads);
  for (const auto& leftover : fs::directory_iterator(uploads)) fs::remove_all(leftover.path());
  // The folder may be there and yet not be ours to write.
  const fs::path probe = uploads / "probe";
  File::open_or_create(probe).write(std::string_view("drydock"), 0);
  fs::remove(probe);
}

std::optional<fs::path> FileBlobStore::blob_path(const std::string& digest) const {
  const auto name = ecr::Digest::parse(digest);
  if (!name) return {};
  const std::string hex(name->hex());
  return folder_ / "blobs" / "sha256" / hex.substr(0, 2) / hex;
}

std::optional<std::uint64_t> FileBlobStore::size(const std::string& digest) const {
  const auto blob = blob_path(digest);
  if (!blob) return {};
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(*blob, missing);
  if (missing) return {};
  return size;
}

std::shared_ptr<BlobStore::Upload> FileBlobStore::begin(std::string id) {
  auto upload = std::make_shared<FileUpload>(*this, id);
  const std::lock_guard lock(mutex_);
  uploads_.insert_or_assign(std::move(id), upload);
  return upload;
}

std::shared_ptr<BlobStore::Upload> FileBlobStore::find_upload(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(id);
  return found == uploads_.end() ? nullptr : found->second;
}

void FileBlobStore::forget(const std::string& upload_id) {
  const std::lock_guard lock(mutex_);
  uploads_.erase(upload_id);
}

asio::awaitable<BlobStore::BlobResult<std::string>> FileBlobStore::read(std::string digest,
                                                                        std::uint64_t offset,
                                                                        std::size_t length) const {
  co_return co_await call_on(workers_.get_executor(),
                             [&] { return read_now(digest, offset, length); });
}

BlobStore::BlobResult<std::string> FileBlobStore::read_now(const std::string& digest,
                                                           std::uint64_t offset,
                                                           std::size_t length) const {
  const auto blob = blob_path(digest);
  if (!blob) return Error::not_found;
  try {
    return File::open(*blob).read(offset, length);
  } catch (const std::system_error& failure) {
    if (failure.code() == std::errc::no_such_file_or_directory) return Error::not_found;
    throw;
  }
}

std::string FileBlobStore::path(const std::string& digest) const {
  const auto blob = blob_path(digest);
  std::error_code unreadable;
  return blob && fs::exists(*blob, unreadable) ? blob->string() : std::string();
}

void FileBlobStore::erase(const std::string& digest) {
  if (const auto blob = blob_path(digest)) fs::remove(*blob);
}

void FileBlobStore::put_in_place(const fs::path& upload, const fs::path& blob) const {
  const bool new_folder = fs::create_directory(blob.parent_path());
  fs::rename(upload, blob);
  if (durability_ == Durability::ephemeral) return;
  sync_folder(blob.parent_path());
  if (new_folder) sync_folder(blob.parent_path().parent_path());
}

}  // namespace drydock::storage
