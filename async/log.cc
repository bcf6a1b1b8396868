#include "async/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace drydock::log {
namespace {

constexpr auto calls_name = "calls";

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

void start(const std::string& level) {
  const auto program = spdlog::stderr_logger_st("drydock");
  const auto calls = program->clone(calls_name);
  spdlog::set_default_logger(program);
  spdlog::register_logger(calls);
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  const bool quiet = level == "notice";
  program->set_level(quiet ? spdlog::level::info : spdlog::level::from_str(level));
  calls->set_level(quiet ? spdlog::level::off : spdlog::level::from_str(level));
}

std::shared_ptr<spdlog::logger> calls() { return spdlog::get(calls_name); }

void write(Level level, fmt::string_view format, fmt::format_args values) {
  spdlog::logger& logger = *spdlog::default_logger_raw();
  const auto wanted = spdlog_level(level);
  if (logger.should_log(wanted)) {
    logger.log(wanted, spdlog::string_view_t(fmt::vformat(format, values)));
  }
}

}  // namespace drydock::log
