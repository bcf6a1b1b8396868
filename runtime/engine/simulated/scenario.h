#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"

namespace drydock::simulated {

/// The image comes as asked.
struct PullSucceeds {
  friend bool operator==(const PullSucceeds&, const PullSucceeds&) = default;
};
/// Its registry does not have it.
struct PullMissing {
  friend bool operator==(const PullMissing&, const PullMissing&) = default;
};
/// The registry or the network says no, in these words.
struct PullFails {
  std::string text;
  friend bool operator==(const PullFails&, const PullFails&) = default;
};
using PullOutcome = std::variant<PullSucceeds, PullMissing, PullFails>;

/// Whether a container is well, as a function of the time since it started.
struct Health {
  enum class Course {
    always,
    never,
    after,     ///< Unhealthy for `span`, healthy from then on.
    flapping,  ///< Healthy for `span`, unhealthy for `span`, and so on.
  };
  Course course = Course::always;
  Duration span{0};

  friend bool operator==(const Health&, const Health&) = default;
};

/// What a container answers to a request that is no health check.
struct HttpAnswer {
  int status = 200;
  /// `{tag}`, `{container}` (12 digits of its id) and `{task}` (its label drydock.task) are filled
  /// in, so that versions and round robin can be seen.
  std::string body = "{tag} {container} {task}\n";
  /// How long the answer takes.
  Duration after{0};
  /// Where the container tells its health: 200 or 503.
  std::string health_path = "/health";

  friend bool operator==(const HttpAnswer&, const HttpAnswer&) = default;
};

/// How the containers of an image behave.
struct Behaviour {
  /// A glob over image references: `*` stands for any characters, also for none. It is matched with
  /// the whole reference and with what follows the registry's host. One without a tag matches every
  /// tag.
  std::string image = "*";

  PullOutcome pull{};
  Duration pull_after{0};

  Duration start_after{50};
  /// The container ends by itself this long after it started, with `exit_code`.
  std::optional<Duration> exit_after{};
  int exit_code = 1;
  /// How long it takes to end after SIGTERM; nothing: it ignores SIGTERM and waits for SIGKILL.
  std::optional<Duration> stop_after = Duration{10};

  /// What it uses while it runs: CPU units, of which a vCPU has 1024, and MiB.
  int cpu_units = 0;
  int memory_mib = 0;

  /// The exit code of any command run in the container (0 or 1), and the status of health checks.
  Health health{};
  HttpAnswer http{};
  /// The ports on which it answers; nothing: on each that is asked for.
  std::optional<std::vector<int>> ports{};

  friend bool operator==(const Behaviour&, const Behaviour&) = default;
};

/// How the images of the simulated engine behave, as a YAML file says it:
///
/// ```yaml
/// images:                     # the first entry that matches an image's reference decides
///   - image: shop:v2          # any registry; `*` stands for any characters
///     pull_after: 3s          # ms, s, m or h; none by default
///     start_after: 200ms      # 50ms by default
///     health: {after: 20s}    # always (default), never, flapping, {after: 20s}, {flapping: 5s}
///     stop_after: never       # 10ms by default; never: only SIGKILL ends it
///     http:
///       status: 200
///       body: "I am {tag} in {container} of task {task}"
///       after: 30ms           # how long an answer takes
///       health_path: /health
///     cpu_units: 300          # what it uses while it runs; 1024 are a vCPU; none by default
///     memory_mib: 64
///     ports: [8080]           # where it answers; everywhere by default
///   - image: "crashing:*"
///     exit_after: 10s         # ends by itself,
///     exit_code: 3            # 1 by default
///   - image: "gone:*"
///     pull: missing           # ok (default), missing, or {error: "toomanyrequests: slow down"}
/// ```
struct Scenario {
  std::vector<Behaviour> images;

  friend bool operator==(const Scenario&, const Scenario&) = default;
};

/// What is wrong with a scenario: one sentence with file, line and what is allowed.
class ScenarioError {
 public:
  ScenarioError() = default;
  explicit ScenarioError(std::string message) : message_(std::move(message)) {}
  [[nodiscard]] const std::string& message() const { return message_; }

 private:
  std::string message_;
};
[[noreturn]] void throw_exception_from_error(const ScenarioError&, const boost::source_location&);

/// Reads a scenario; `name` is the file's, for messages. A key that is not known is an error.
Result<Scenario, ScenarioError> parse_scenario(const std::string& yaml, const std::string& name);
/// Reads a file.
Result<Scenario, ScenarioError> load_scenario(const std::string& path);

/// The first behaviour that matches, or the default one.
const Behaviour& behaviour_of(const Scenario& scenario, std::string_view reference);

}  // namespace drydock::simulated
