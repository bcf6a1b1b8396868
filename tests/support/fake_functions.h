#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "emulator/ports/function_invoker.h"

namespace drydock::testing {

/// Functions that answer at once as a test says, and the calls that they have had.
class FakeFunctions : public FunctionInvoker {
 public:
  using Answer = Result<std::string, FunctionError>;
  struct Call {
    std::string name;
    std::string payload;

    friend bool operator==(const Call&, const Call&) = default;
  };

  explicit FakeFunctions(std::set<std::string, std::less<>> names = {})
      : names_(std::move(names)) {}

  [[nodiscard]] bool knows(std::string_view name) const override { return names_.contains(name); }

  boost::asio::awaitable<Answer> invoke(std::string name, std::string payload) override {
    calls.push_back({std::move(name), std::move(payload)});
    co_return answer(calls.back());
  }

  void add(std::string name) { names_.insert(std::move(name)); }

  std::function<Answer(const Call&)> answer = [](const Call&) { return std::string("{}"); };
  std::vector<Call> calls;

 private:
  std::set<std::string, std::less<>> names_;
};

}  // namespace drydock::testing
