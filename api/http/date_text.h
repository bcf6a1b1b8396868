#pragma once

#include <functional>
#include <string>
#include <utility>

#include "emulator/base/http_date.h"

namespace drydock::http {

/// The Date of a thread's answers: drydock's own time, written anew once a second.
class DateText {
 public:
  explicit DateText(std::function<TimePoint()> now) : now_(std::move(now)) {}

  [[nodiscard]] const std::string& now() {
    const auto second = std::chrono::floor<std::chrono::seconds>(now_());
    if (second != second_) text_ = http_date(second_ = second);
    return text_;
  }

 private:
  std::function<TimePoint()> now_;
  std::chrono::sys_seconds second_ = std::chrono::sys_seconds::min();
  std::string text_;
};

}  // namespace drydock::http
