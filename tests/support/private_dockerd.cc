#include "tests/support/private_dockerd.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace drydock::testing {
namespace fs = std::filesystem;

namespace {

void end(int& process, int signal) {
  if (process == 0) return;
  ::kill(process, signal);
  ::waitpid(process, nullptr, 0);
  process = 0;
}

/// Processes with this word in their command line.
std::vector<int> processes_with(const std::string& word) {
  std::vector<int> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "cmdline");
    const std::string line{std::istreambuf_iterator<char>(file), {}};
    if (line.find(word) != std::string::npos) found.push_back(std::stoi(name));
  }
  return found;
}

/// What the engine has mounted below a folder, the innermost first.
std::vector<std::string> mounts_below(const std::string& folder) {
  std::vector<std::string> found;
  std::ifstream file("/proc/self/mounts");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string device;
    std::string point;
    fields >> device >> point;
    if (point.starts_with(folder + "/")) found.push_back(point);
  }
  std::ranges::reverse(found);
  return found;
}

}  // namespace

PrivateDockerd::PrivateDockerd() {
  fs::create_directory(path("data"));
  const std::string options = std::string("size=") + disk_size;
  has_own_disk_ = ::mount("tmpfs", path("data").c_str(), "tmpfs", 0, options.c_str()) == 0;
}

PrivateDockerd::~PrivateDockerd() {
  if (dockerd_ != 0 && fs::exists(socket())) {
    end(dockerd_, SIGTERM);
  } else {
    end(dockerd_, SIGKILL);
  }
  end(containerd_, SIGKILL);
  // What a killed engine has left: the shims of its containers, which take those with them.
  for (const int shim : processes_with(path("containerd.sock"))) ::kill(shim, SIGTERM);
  for (const std::string& point : mounts_below(folder_.path())) {
    ::umount2(point.c_str(), MNT_DETACH);
  }
}

bool PrivateDockerd::is_possible() {
  const auto installed = [](const char* program) {
    return fs::exists(fs::path("/usr/sbin") / program) ||
           fs::exists(fs::path("/usr/bin") / program);
  };
  return ::geteuid() == 0 && installed("dockerd") && installed("containerd");
}

/// Starts a program, its output in the log.
int PrivateDockerd::run(const std::vector<std::string>& command) const {
  const int child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child > 0) return child;
  const int log = ::open(path("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

/// One of its own, as a service beside dockerd would be, so that it outlives dockerd.
void PrivateDockerd::start_containerd() {
  std::ofstream(path("containerd.toml"))
      << "version = 2\n"
      << "root = \"" << path("containerd") << "\"\n"
      << "state = \"" << path("containerd-state") << "\"\n"
      << "disabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n"
      << "[grpc]\n  address = \"" << path("containerd.sock") << "\"\n";
  containerd_ = run({"containerd", "--config", path("containerd.toml")});
}

void PrivateDockerd::start() {
  if (containerd_ == 0) start_containerd();
  fs::remove(path("pid"));
  dockerd_ =
      // In a network namespace of its own: without a bridge it would remove the machine's docker0.
      run({"unshare", "--net", "--", "dockerd", "--data-root", path("data"), "--exec-root",
           path("exec"), "--pidfile", path("pid"), "--host", "unix://" + socket(), "--containerd",
           path("containerd.sock"), "--bridge=none", "--iptables=false", "--ip6tables=false",
           "--ip-masq=false"});
}

void PrivateDockerd::kill() { end(dockerd_, SIGKILL); }

void PrivateDockerd::fill_disk() const {
  if (!has_own_disk_) throw std::logic_error("the disk is the machine's");
  std::ofstream ballast(path("data/ballast"), std::ios::binary);
  const std::string block(4096, 'x');
  while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
  }
}

void PrivateDockerd::free_disk() const { fs::remove(path("data/ballast")); }

std::string PrivateDockerd::log() const {
  std::ifstream file(path("log"));
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace drydock::testing
