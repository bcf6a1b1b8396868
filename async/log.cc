#include "async/log.h"

#include <spdlog/spdlog.h>

namespace drydock::log {
namespace {

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::critical:
      return spdlog::level::critical;
  }
  return spdlog::level::critical;
}

}  // namespace

void write(Level level, fmt::string_view format, fmt::format_args values) {
  spdlog::logger& logger = *spdlog::default_logger_raw();
  const auto wanted = spdlog_level(level);
  if (logger.should_log(wanted)) {
    logger.log(wanted, spdlog::string_view_t(fmt::vformat(format, values)));
  }
}

}  // namespace drydock::log
