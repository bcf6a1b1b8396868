#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace spdlog {
class logger;
}

namespace drydock::aws {

/// A call that is over, as its line tells it. Where something is not known the text is empty.
struct CallRecord {
  std::string_view account;
  std::string_view service;
  std::string_view operation;  ///< As the request names it: it may be none of the service's.
  unsigned status = 0;
  std::string_view error_code;
  std::chrono::nanoseconds duration{};
};

/// One line a call at level info, in error or not, with a dash for what is not known:
///
///     2026-08-01T12:00:00.000 info 111122223333 ecs:ListClusters 200 - 0.041 ms
///
/// Of what a client sends only the operation's name is told: no header, no key and no body.
/// Belongs to the control thread.
class AccessLog {
 public:
  /// The machine's time, from any instant on.
  using Stopwatch = std::function<std::chrono::nanoseconds()>;

  /// Tells nothing.
  AccessLog() = default;
  AccessLog(std::shared_ptr<spdlog::logger> logger, Stopwatch stopwatch)
      : logger_(std::move(logger)), stopwatch_(std::move(stopwatch)) {}

  /// Whether calls are told of at all; where not, nothing needs to be measured or collected.
  [[nodiscard]] bool enabled() const;
  [[nodiscard]] std::chrono::nanoseconds stopwatch() const { return stopwatch_(); }

  void write(const CallRecord& call) const;

 private:
  std::shared_ptr<spdlog::logger> logger_;
  Stopwatch stopwatch_;
};

/// The most bytes of a name that loggable() repeats.
inline constexpr std::size_t loggable_limit = 128;

/// `text` as one word of a line: what is not a visible character of ASCII stands as "\x0a", what is
/// beyond loggable_limit as "...", and nothing as "-".
std::string loggable(std::string_view text);

}  // namespace drydock::aws
