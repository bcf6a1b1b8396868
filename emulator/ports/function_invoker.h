#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/base/result.h"

namespace drydock {

/// Why a function gave no answer. Decisions read the kind, never the text.
struct FunctionError {
  enum class Kind {
    unknown,      ///< Nobody has said where a function of this name is.
    unreachable,  ///< Nobody is there, or it has no time right now: it may be called again.
    failed,       ///< It was called and failed, or did not answer in time.
  };
  Kind kind = Kind::failed;
  std::string message;  ///< What happened, without a full stop, for people.
  FunctionError() = default;
  FunctionError(Kind error_kind, std::string text) : kind(error_kind), message(std::move(text)) {}
};
[[noreturn]] void throw_exception_from_error(const FunctionError&, const boost::source_location&);

/// What stands for AWS Lambda where something of AWS's calls a function. On the control thread.
class FunctionInvoker {
 public:
  virtual ~FunctionInvoker() = default;

  /// Whether there is a function of this name, which is the same one in all worlds.
  [[nodiscard]] virtual bool knows(std::string_view name) const = 0;

  /// Calls it once with a JSON text and gives what it answers, whatever that is. It takes as long
  /// as the function does, 15 minutes at most: Lambda gives none more.
  /// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  virtual boost::asio::awaitable<Result<std::string, FunctionError>> invoke(
      std::string name, std::string payload) = 0;
};

}  // namespace drydock
