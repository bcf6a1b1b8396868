#pragma once

#include <fmt/core.h>

#include <cstdint>

/// Lines of drydock's log. {fmt} formats them in its own library: whoever logs through spdlog's
/// templates compiles all of {fmt} anew, half of a source's time.
namespace drydock::log {

enum class Level : std::uint8_t { debug, info, warn, error, critical };

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
