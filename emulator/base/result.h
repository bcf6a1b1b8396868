#pragma once

#include <boost/system/result.hpp>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace drydock {

namespace aws {

/// An error that AWS defines, as a value. The HTTP status, the wire code and whose fault it is come
/// from the service model's error table, not from the place that makes the error.
class Error {
 public:
  Error() = default;
  /// `code` is the shape's name in the service model, such as "ClusterNotFoundException".
  Error(std::string_view code, std::string message) : code_(code), message_(std::move(message)) {}

  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] const std::string& message() const { return message_; }

  /// Further members of the error's shape, such as ECR's `lastValidByteReceived`. Values are JSON.
  [[nodiscard]] const std::map<std::string, std::string>& members() const { return members_; }
  Error& with(std::string_view member, std::string json) & {
    members_.insert_or_assign(std::string(member), std::move(json));
    return *this;
  }

  friend bool operator==(const Error&, const Error&) = default;

 private:
  std::string code_;
  std::string message_;
  std::map<std::string, std::string> members_;
};

}  // namespace aws

/// What an operation gives whose failure depends on its input. A broken world (a lost disk, a bug)
/// is an exception instead.
template <class T, class E = aws::Error>
using Result = boost::system::result<T, E>;

/// The value of an operation that has nothing to tell but that it went well.
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};

}  // namespace drydock

namespace drydock::aws {
/// Lets boost::system::result throw when a value is asked for that is not there: a bug in drydock.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);
}  // namespace drydock::aws
