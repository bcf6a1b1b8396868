#pragma once

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace drydock::testing {

/// A Docker engine of a test's own, which it may kill: nothing is shared with the machine's. It has
/// no default bridge, but the networks that are made in it can be reached from the host. Needs
/// root, dockerd and containerd.
class PrivateDockerd {
 public:
  /// All that it keeps is on a disk of its own, in memory, of this size.
  static constexpr const char* disk_size = "256m";

  PrivateDockerd();
  PrivateDockerd(const PrivateDockerd&) = delete;
  PrivateDockerd& operator=(const PrivateDockerd&) = delete;
  /// Stops it, with its containers and its containerd.
  ~PrivateDockerd();

  /// Whether this machine can have one.
  static bool is_possible();

  [[nodiscard]] std::string socket() const { return (folder_.path() / "docker.sock").string(); }
  /// Starts it, or starts it again with all that it held. It answers a while later, and ends what
  /// is left of its containers then.
  void start();
  /// Ends it with SIGKILL. Its containers go on until it is started again.
  void kill();
  /// Leaves no space on its disk, or frees what it took.
  void fill_disk() const;
  void free_disk() const;
  /// What it wrote to its log, for a failing test.
  [[nodiscard]] std::string log() const;

 private:
  [[nodiscard]] std::string path(const char* name) const {
    return (folder_.path() / name).string();
  }
  void start_containerd();
  int run(const std::vector<std::string>& command) const;

  TemporaryFolder folder_;
  bool has_own_disk_ = false;
  int containerd_ = 0;
  int dockerd_ = 0;
};

}  // namespace drydock::testing
