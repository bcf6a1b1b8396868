#include "runtime/storage/blob_store.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

#include "async/log.h"
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

/// The files of all blobs of a data folder.
std::vector<fs::path> blobs_in(const fs::path& folder) {
  std::vector<fs::path> blobs;
  std::error_code missing;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "blobs" / "sha256", missing)) {
    if (entry.is_regular_file()) blobs.push_back(entry.path());
  }
  return blobs;
}

/// Gives a blob's file its name in another data folder as well.
void link_blob(const fs::path& blob, const fs::path& folder) {
  const fs::path name = blob.filename();
  const fs::path linked = folder / "blobs" / "sha256" / name.string().substr(0, 2) / name;
  fs::create_directories(linked.parent_path());
  if (!fs::exists(linked)) fs::create_hard_link(blob, linked);
}

/// Of the file's first bytes.
Sha256 hash_of(const File& file, std::uint64_t size) {
  Sha256 hash;
  std::vector<char> piece(std::size_t{256} * 1024);
  for (std::uint64_t at = 0; at < size;) {
    const std::uint64_t wanted = std::min<std::uint64_t>(size - at, piece.size());
    const std::span<char> room = std::span(piece).first(static_cast<std::size_t>(wanted));
    file.read(room, at);
    hash.update(room);
    at += wanted;
  }
  return hash;
}

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

/// What the transfers of one upload share. The mutex orders the calls of clients that send to one
/// upload at once; what they mix up, the digest finds out.
struct FileBlobStore::UploadState {
  UploadState(std::string upload_id, fs::path file)
      : id(std::move(upload_id)), path(std::move(file)) {}

  const std::string id;
  const fs::path path;
  std::mutex mutex;                       ///< Guards what follows.
  std::optional<Sha256> hash = Sha256();  ///< Nothing where the file has to be read for it.
  std::uint64_t size = 0;
  bool marked = false;
  std::optional<Sha256> marked_hash;
  std::uint64_t marked_size = 0;
  bool closed = false;
};

class FileBlobStore::FileUpload : public Upload,
                                  public std::enable_shared_from_this<FileBlobStore::FileUpload> {
 public:
  FileUpload(FileBlobStore& store, std::shared_ptr<UploadState> state)
      : store_(store), state_(std::move(state)) {}
  ~FileUpload() override {
    if (!held_.empty()) store_.release(held_);
  }
  FileUpload(const FileUpload&) = delete;
  FileUpload& operator=(const FileUpload&) = delete;

  [[nodiscard]] std::uint64_t size() const override {
    const std::lock_guard lock(state_->mutex);
    return state_->size;
  }

  asio::awaitable<BlobResult<Done>> append(std::span<const char> bytes) override {
    const auto alive = shared_from_this();
    co_return co_await call_on(store_.workers_.get_executor(), [&] { return append_now(bytes); });
  }

  asio::awaitable<BlobResult<Done>> commit(std::string digest) override {
    const auto alive = shared_from_this();
    co_return co_await call_on(store_.workers_.get_executor(), [&] { return commit_now(digest); });
  }

  void mark() override {
    const std::lock_guard lock(state_->mutex);
    state_->marked = true;
    state_->marked_hash = copy_of(state_->hash);
    state_->marked_size = state_->size;
  }

  void rewind() override {
    const std::lock_guard lock(state_->mutex);
    if (!state_->marked) return;
    state_->hash = copy_of(state_->marked_hash);
    state_->size = state_->marked_size;
  }

  void cancel() override {
    const std::lock_guard lock(state_->mutex);
    if (std::exchange(state_->closed, true)) return;
    store_.remove_soon(state_->path);
    store_.forget(state_->id);
  }

 private:
  BlobResult<Done> append_now(std::span<const char> bytes) {
    const std::lock_guard lock(state_->mutex);
    if (state_->closed) return Error::upload_unknown;
    BlobResult<Done> outcome = telling_out_of_space([&]() -> BlobResult<Done> {
      // The size and the hash move on only once the bytes are there, so a piece that found no room
      // can be sent again.
      Sha256& hash = known_hash();
      open_file().write(bytes, state_->size);
      hash.update(bytes);
      state_->size += bytes.size();
      return Done{};
    });
    if (!outcome) file_.reset();
    return outcome;
  }

  BlobResult<Done> commit_now(const std::string& digest) {
    const std::lock_guard lock(state_->mutex);
    if (state_->closed) return Error::upload_unknown;
    const auto blob = store_.blob_path(digest);
    if (!blob || known_hash().digest().text() != digest) {
      close();
      return Error::digest_mismatch;
    }
    return telling_out_of_space([&]() -> BlobResult<Done> {
      if (!store_.hold_present(digest, *blob, state_->size)) {
        finish_file();
        store_.hold_new(digest, state_->path, *blob);
      }
      held_ = digest;
      close();
      return Done{};
    });
  }

  static std::optional<Sha256> copy_of(const std::optional<Sha256>& hash) {
    return hash ? std::optional(hash->copy()) : std::nullopt;
  }

  /// The hash of what has come so far.
  Sha256& known_hash() {
    if (!state_->hash) state_->hash = hash_of(open_file(), state_->size);
    return *state_->hash;
  }

  File& open_file() {
    if (!file_) file_.emplace(File::open_or_create(state_->path));
    return *file_;
  }

  void finish_file() {
    File& file = open_file();
    // A piece that found no room may have left some of its bytes behind.
    file.truncate(state_->size);
    if (store_.durability_ == Durability::kept) file.sync();
  }

  void close() {
    state_->closed = true;
    file_.reset();
    std::error_code gone_already;
    fs::remove(state_->path, gone_already);
    store_.forget(state_->id);
  }

  FileBlobStore& store_;
  const std::shared_ptr<UploadState> state_;
  std::optional<File> file_;  ///< Opened by the first piece, for all that follow.
  std::string held_;          ///< The digest that was committed.
};

class FileBlobStore::FileReader : public Reader {
 public:
  explicit FileReader(const fs::path& path) : file_(File::open(path)), size_(file_.size()) {}

  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] int descriptor() const override { return file_.descriptor(); }

 private:
  File file_;
  std::uint64_t size_;
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

void FileBlobStore::sweep(const std::function<bool(const std::string& digest)>& is_needed) {
  for (const fs::path& blob : blobs_in(folder_)) {
    std::error_code failure;
    if (!is_needed("sha256:" + blob.filename().string())) fs::remove(blob, failure);
    if (failure) log::warn("a blob's file was not removed: {}", failure.message());
  }
  for (const auto& upload : fs::directory_iterator(folder_ / "uploads")) {
    if (!find_upload(upload.path().filename())) fs::remove_all(upload.path());
  }
}

void FileBlobStore::link_into(
    const fs::path& folder, const std::function<bool(const std::string& digest)>& is_wanted) const {
  for (const fs::path& blob : blobs_in(folder_)) {
    if (is_wanted("sha256:" + blob.filename().string())) link_blob(blob, folder);
  }
}

void FileBlobStore::link_from(const fs::path& folder) const {
  for (const fs::path& blob : blobs_in(folder)) link_blob(blob, folder_);
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
  const auto state = std::make_shared<UploadState>(id, folder_ / "uploads" / id);
  const std::lock_guard lock(mutex_);
  uploads_.insert_or_assign(std::move(id), state);
  return std::make_shared<FileUpload>(*this, state);
}

void FileBlobStore::resume(std::string id, std::uint64_t size) {
  // The id comes out of a record, and a record may come from anywhere.
  if (id.empty() || id.starts_with('.') || id.find('/') != std::string::npos) return;
  const auto state = std::make_shared<UploadState>(id, folder_ / "uploads" / id);
  std::error_code missing;
  // Of one that nothing has been sent to there is no file.
  if (size > 0 && (fs::file_size(state->path, missing) < size || missing)) return;
  state->size = size;
  if (size > 0) state->hash.reset();
  const std::lock_guard lock(mutex_);
  uploads_.insert_or_assign(std::move(id), state);
}

std::shared_ptr<BlobStore::Upload> FileBlobStore::find_upload(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) return nullptr;
  return std::make_shared<FileUpload>(*this, found->second);
}

void FileBlobStore::forget(const std::string& upload_id) {
  const std::lock_guard lock(mutex_);
  uploads_.erase(upload_id);
}

BlobStore::BlobResult<std::shared_ptr<BlobStore::Reader>> FileBlobStore::open(
    const std::string& digest) const {
  const auto blob = blob_path(digest);
  if (!blob) return Error::not_found;
  try {
    return std::shared_ptr<Reader>(std::make_shared<FileReader>(*blob));
  } catch (const std::system_error& failure) {
    if (failure.code() == std::errc::no_such_file_or_directory) return Error::not_found;
    throw;
  }
}

void FileBlobStore::erase(const std::string& digest) {
  if (!blob_path(digest)) return;
  {
    const std::lock_guard lock(names_);
    leaving_.insert(digest);
  }
  when_kept_([this, digest] { doom(digest); });
}

void FileBlobStore::doom(const std::string& digest) {
  {
    const std::lock_guard lock(names_);
    if (leaving_.erase(digest) == 0) return;
    doomed_.insert(digest);
  }
  asio::post(workers_, [this, digest] { erase_if_doomed(digest); });
}

void FileBlobStore::keep(const std::string& digest) {
  const std::lock_guard lock(names_);
  leaving_.erase(digest);
  doomed_.erase(digest);
}

void FileBlobStore::erase_if_doomed(const std::string& digest) {
  const std::lock_guard lock(names_);
  if (held_.contains(digest) || doomed_.erase(digest) == 0) return;
  std::error_code failure;
  fs::remove(*blob_path(digest), failure);
  if (failure) log::warn("a blob's file was not removed: {}", failure.message());
}

bool FileBlobStore::hold_present(const std::string& digest, const fs::path& blob,
                                 std::uint64_t size) {
  const std::lock_guard lock(names_);
  std::error_code missing;
  if (fs::file_size(blob, missing) != size || missing) return false;
  ++held_[digest];
  return true;
}

void FileBlobStore::hold_new(const std::string& digest, const fs::path& upload,
                             const fs::path& blob) {
  bool new_folder = false;
  {
    const std::lock_guard lock(names_);
    new_folder = fs::create_directory(blob.parent_path());
    fs::rename(upload, blob);
    ++held_[digest];
  }
  if (durability_ == Durability::ephemeral) return;
  sync_folder(blob.parent_path());
  if (new_folder) sync_folder(blob.parent_path().parent_path());
}

void FileBlobStore::release(const std::string& digest) {
  {
    const std::lock_guard lock(names_);
    const auto held = held_.find(digest);
    if (--held->second > 0) return;
    held_.erase(held);
    if (!doomed_.contains(digest)) return;
  }
  asio::post(workers_, [this, digest] { erase_if_doomed(digest); });
}

void FileBlobStore::remove_soon(fs::path file) {
  asio::post(workers_, [file = std::move(file)] {
    std::error_code gone_already;
    fs::remove(file, gone_already);
  });
}

}  // namespace drydock::storage
