#pragma once

#include <string>

#include "async/sleep.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/function_invoker.h"
#include "tests/simulation/chance.h"

namespace drydock::simulation {

/// The one Lambda function that lifecycle hooks call. Chance draws what becomes of each call: it
/// succeeds, wants to be asked again, fails, says what cannot be read, is not reached, or never
/// answers. When the storm is over it always succeeds.
class HookFunctions : public FunctionInvoker {
 public:
  static constexpr std::string_view name = "gate";

  HookFunctions(Clock& clock, Chance& chance) : clock_(clock), chance_(chance) {}

  void calm() { is_calm_ = true; }

  [[nodiscard]] bool knows(std::string_view function) const override { return function == name; }

  boost::asio::awaitable<Result<std::string, FunctionError>> invoke(
      std::string /*name*/, std::string /*payload*/) override {
    const int course = is_calm_ ? 0 : chance_.draw(12);
    const bool answers = course < 11;
    co_await sleep_for(clock_, answers ? chance_.span_below(seconds(2)) : std::chrono::minutes(15));
    if (!answers) co_return FunctionError(FunctionError::Kind::failed, "no answer came in time");
    if (course == 10) co_return FunctionError(FunctionError::Kind::unreachable, "nobody is there");
    co_return std::string(answer(course));
  }

 private:
  static std::string_view answer(int course) {
    if (course < 5) return R"({"hookStatus":"SUCCEEDED"})";
    if (course < 7) return R"({"hookStatus":"IN_PROGRESS"})";
    if (course == 7) return R"({"hookStatus":"IN_PROGRESS","callBackDelay":5})";
    return course == 8 ? R"({"hookStatus":"FAILED"})" : R"({"hookStatus":"PERHAPS"})";
  }

  Clock& clock_;
  Chance& chance_;
  bool is_calm_ = false;
};

}  // namespace drydock::simulation
