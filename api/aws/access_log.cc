#include "api/aws/access_log.h"

#include <fmt/format.h>
#include <spdlog/logger.h>

namespace drydock::aws {

bool AccessLog::enabled() const {
  return logger_ != nullptr && logger_->should_log(spdlog::level::info);
}

void AccessLog::write(const CallRecord& call) const {
  const std::chrono::duration<double, std::milli> duration = call.duration;
  logger_->log(spdlog::level::info, spdlog::string_view_t(fmt::format(
                                        "{} {}:{} {} {} {:.3f} ms", loggable(call.account),
                                        loggable(call.service), loggable(call.operation),
                                        call.status, loggable(call.error_code), duration.count())));
}

std::string loggable(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  if (text.empty()) return "-";
  std::string word;
  for (const char c : text.substr(0, loggable_limit)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '\\') {
      word += c;
    } else {
      word.append("\\x").append({digits[byte >> 4], digits[byte & 15]});
    }
  }
  if (text.size() > loggable_limit) word += "...";
  return word;
}

}  // namespace drydock::aws
