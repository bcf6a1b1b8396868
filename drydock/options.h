#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace drydock {

/// What a user asks of the program, on the command line or by DRYDOCK_… in the environment.
struct Options {
  enum class Command {
    serve,
    env,
    import,
    coverage,
    state_export,
    state_import,
    snapshot_save,
    snapshot_load,
    snapshot_list
  };
  enum class EngineChoice { automatic, docker, simulated };
  enum class PaceChoice { fast, aws };
  enum class ClockChoice { real, virtual_time };

  Command command = Command::serve;
  int port = 4566;
  std::string host = "127.0.0.1";            ///< With the default, ::1 is listened on as well.
  std::vector<std::string> allowed_hosts;    ///< See http::TrustedNames.
  std::vector<std::string> allowed_origins;  ///< The same.
  EngineChoice engine = EngineChoice::automatic;
  std::optional<std::string> data;  ///< Absent: the user's own, see default_data_folder.
  bool ephemeral = false;           ///< Keep nothing: a temporary folder goes with the program.
  bool leave_running = false;       ///< A clean stop leaves the containers of tasks as they are.
  std::string account = "000000000000";
  std::string region = "us-east-1";
  PaceChoice pace = PaceChoice::fast;
  int proof_time_seconds = 40;  ///< Pace::proof_time.
  double speed = 1.0;
  ClockChoice clock = ClockChoice::real;  ///< Virtual: with the simulated engine, at speed 1.
  std::vector<std::string> scenarios;     ///< Paths of YAML files.
  std::vector<std::string> allow_mounts;  ///< Folders that containers may mount.
  bool allow_privileged = false;
  /// Where Lambda functions are: "http://…" by name.
  std::map<std::string, std::string, std::less<>> functions;
  int io_threads = 1;
  std::string log_level = "notice";
  std::string import_image;
  std::string import_target;  ///< "repository:tag"; empty: taken from the image's name.
  std::string state_file;     ///< "-": standard input or output.
  bool state_images = false;  ///< The images go along, in a tar archive.
  std::string snapshot_name;
  std::optional<std::string> import_account;  ///< Where they were named; else the server's own.
  std::optional<std::string> import_region;
};

/// Why the program cannot start: one sentence with what to do. Ends it with exit code 2.
class StartError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The user asked for help or the version: this text, and exit code 0.
struct Information {
  std::string text;
};

/// Reads the arguments. Throws StartError for what it does not know, Information for --help.
Options parse_options(int argc, const char* const* argv);

}  // namespace drydock
