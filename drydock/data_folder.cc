#include "drydock/data_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include "drydock/options.h"

namespace drydock {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view temporary_prefix = "drydock-";

StartError cannot_use(const fs::path& folder, const std::string& why) {
  return StartError("The data folder " + folder.string() + " cannot be used: " + why +
                    "; choose another one with --data.");
}

std::string inode_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return {};
  return std::to_string(status.st_ino);
}

/// The id that a folder's file tells; empty where there is none, or one that was copied here.
std::string instance_in(const fs::path& folder) {
  const fs::path path = folder / "instance";
  std::ifstream file(path);
  std::string id;
  std::string inode;
  file >> id >> inode;
  const bool is_id =
      id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_id && inode == inode_of(path) ? id : std::string();
}

/// Whole or not at all, however drydock ends meanwhile.
bool write_instance(const fs::path& folder, const std::string& id) {
  const fs::path draft = folder / "instance.new";
  std::ofstream(draft) << "";
  std::ofstream(draft) << id << " " << inode_of(draft) << '\n';
  std::error_code failure;
  fs::rename(draft, folder / "instance", failure);
  return !failure && instance_in(folder) == id;
}

bool is_own_folder(const fs::path& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid();
}

std::string hexadecimal(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += {digits[value >> 4], digits[value & 15]};
  }
  return text;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::string text;
  std::getline(file, text);
  return text;
}

}  // namespace

DataFolder::DataFolder(const std::optional<std::string>& named, IdSource& ids) {
  if (named) {
    path_ = *named;
    std::error_code failure;
    fs::create_directories(path_, failure);
    if (failure) throw cannot_use(path_, failure.message());
  } else {
    make_temporary();
  }
  take_lock();
  read_instance(ids);
}

void DataFolder::make_temporary() {
  std::error_code failure;
  const fs::path parent = fs::temp_directory_path(failure);
  std::string name = (parent / (std::string(temporary_prefix) + "XXXXXX")).string();
  if (failure || mkdtemp(name.data()) == nullptr) {
    throw StartError("No temporary folder can be made in " + parent.string() +
                     "; set TMPDIR, or name a folder with --data.");
  }
  path_ = name;
  temporary_ = true;
}

void DataFolder::take_lock() {
  try {
    lock_.emplace(FolderLock::take(path_).value());
  } catch (const std::system_error& error) {
    throw cannot_use(path_, error.code().message());
  } catch (const std::bad_optional_access&) {
    throw StartError("Another drydock uses the data folder " + path_.string() +
                     ": stop it, choose another folder with --data, or keep nothing with "
                     "--ephemeral.");
  }
}

void DataFolder::read_instance(IdSource& ids) {
  instance_ = instance_in(path_);
  used_ = !instance_.empty();
  if (used_) return;
  instance_ = hexadecimal(ids.secret(16));
  if (!write_instance(path_, instance_)) throw cannot_use(path_, "it cannot be written to");
}

void DataFolder::note_engine(const std::string& place) const {
  if (temporary_) std::ofstream(path_ / "engine") << place << '\n';
}

DataFolder::~DataFolder() {
  if (!temporary_) return;
  constexpr std::array<std::string_view, 3> kept = {"lock", "instance", "engine"};
  std::error_code ignored;
  if (!left_to_others_) {
    fs::remove_all(path_, ignored);
    return;
  }
  for (const auto& entry : fs::directory_iterator(path_, ignored)) {
    const std::string name = entry.path().filename();
    if (std::ranges::find(kept, name) == kept.end()) fs::remove_all(entry.path(), ignored);
  }
}

std::string default_data_folder() {
  const char* data = std::getenv("XDG_DATA_HOME");
  // "All paths … must be absolute. If … a relative path is encountered, [it is] to be ignored."
  if (data != nullptr && fs::path(data).is_absolute()) return fs::path(data) / "drydock";
  const char* home = std::getenv("HOME");
  if (home != nullptr && fs::path(home).is_absolute()) {
    return fs::path(home) / ".local" / "share" / "drydock";
  }
  throw StartError(
      "Neither HOME nor XDG_DATA_HOME tells where drydock may keep its data; name a folder with "
      "--data, or keep nothing with --ephemeral.");
}

std::vector<AbandonedFolder> abandoned_folders() {
  std::vector<AbandonedFolder> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(ignored), ignored)) {
    const fs::path& path = entry.path();
    if (!path.filename().string().starts_with(temporary_prefix) || !is_own_folder(path)) continue;
    auto lock = FolderLock::take_abandoned(path);
    // One that is only just being made has no id yet.
    std::string instance = lock ? instance_in(path) : std::string();
    if (instance.empty()) continue;
    found.push_back({.lock = std::move(*lock),
                     .path = path,
                     .instance = std::move(instance),
                     .engine = text_of(path / "engine")});
  }
  return found;
}

}  // namespace drydock
