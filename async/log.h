#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

/// Lines of drydock's log. {fmt} formats them in its own library: whoever logs through spdlog's
/// templates compiles all of {fmt} anew, half of a source's time.
namespace drydock::log {

enum class Level : std::uint8_t { debug, info, warn, error, critical };

/// Sends lines to standard error from the level of this name on (debug, info, notice, warning,
/// error, critical). Calls have a logger of their own, which notice silences: it is info without
/// them.
void start(const std::string& level);

/// The logger of calls, once start() was called; null before.
std::shared_ptr<spdlog::logger> calls();

/// The default logger takes the line where it takes the level.
void write(Level level, fmt::string_view format, fmt::format_args values);

template <class... Value>
void debug(fmt::format_string<Value...> format, const Value&... values) {
  write(Level::debug, format, fmt::make_format_args(values...));
}
template <class... Value>
void info(fmt::format_string<Value...> format, const Value&... values) {
  write(Level::info, format, fmt::make_format_args(values...));
}
template <class... Value>
void warn(fmt::format_string<Value...> format, const Value&... values) {
  write(Level::warn, format, fmt::make_format_args(values...));
}
template <class... Value>
void error(fmt::format_string<Value...> format, const Value&... values) {
  write(Level::error, format, fmt::make_format_args(values...));
}
template <class... Value>
void critical(fmt::format_string<Value...> format, const Value&... values) {
  write(Level::critical, format, fmt::make_format_args(values...));
}

}  // namespace drydock::log
