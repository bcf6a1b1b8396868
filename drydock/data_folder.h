#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "drydock/folder_lock.h"
#include "emulator/ports/id_source.h"

namespace drydock {

/// The folder that drydock keeps its files in: the one that was named, or a temporary one that goes
/// with this object. It is this drydock's alone while it runs, and its id is that of the drydock:
/// by it is known what was made in an engine.
///
///   lock       locked by the drydock that runs
///   instance   the id, and the file's own inode: a copied folder is another drydock's
///   engine     of a temporary folder, where the engine is that its drydock used
class DataFolder {
 public:
  /// Throws StartError if the folder cannot be made or written, or if another drydock uses it.
  DataFolder(const std::optional<std::string>& named, IdSource& ids);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool is_temporary() const { return temporary_; }
  /// 32 hexadecimal digits.
  [[nodiscard]] const std::string& instance() const { return instance_; }
  /// Whether a drydock has used the folder before.
  [[nodiscard]] bool is_used() const { return used_; }

  /// Notes where the engine is, so that a later drydock can sweep what this one may leave.
  void note_engine(const std::string& place) const;
  /// What was made in the engine could not be taken out of it: a temporary folder stays, without
  /// its contents, for a later drydock that can.
  void leave_to_others() { left_to_others_ = true; }

 private:
  void make_temporary();
  void take_lock();
  void read_instance(IdSource& ids);

  std::filesystem::path path_;
  std::optional<FolderLock> lock_;
  std::string instance_;
  bool temporary_ = false;
  bool used_ = false;
  bool left_to_others_ = false;
};

/// A temporary folder whose drydock was killed. It is locked as long as this lives.
struct AbandonedFolder {
  FolderLock lock;
  std::filesystem::path path;
  std::string instance;
  std::string engine;  ///< Empty where its drydock had none yet.
};

/// This user's. Those of drydocks that run are left out.
std::vector<AbandonedFolder> abandoned_folders();

/// Where a user's programs keep what they are to keep: $XDG_DATA_HOME/drydock, or else
/// ~/.local/share/drydock. Throws StartError where the environment tells neither.
/// https://specifications.freedesktop.org/basedir-spec/latest/
std::string default_data_folder();

}  // namespace drydock
