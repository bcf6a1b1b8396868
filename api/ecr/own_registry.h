#pragma once

#include <boost/asio/awaitable.hpp>
#include <concepts>
#include <optional>
#include <string>
#include <utility>

#include "api/aws/context.h"
#include "emulator/base/result.h"

/// The one guard before ECR's handlers: a call is about its caller's own registry.
namespace drydock::ecr::api {

/// What ECR answers to a call about another account's repository whose policy does not allow it;
/// drydock's repositories have no policies. `repository` is "*" for a call about all of them.
aws::Error not_authorized(const aws::Context& context, const std::string& account,
                          const std::string& repository);

namespace detail {

/// Why the call is refused, if it names a registry that is not the caller's.
template <class In>
std::optional<aws::Error> refusal(const aws::Context& context, const In& request) {
  if constexpr (requires { request.registry_id; }) {
    if (!request.registry_id || *request.registry_id == context.world.account) return {};
    std::string repository = "*";
    if constexpr (requires { repository = request.repository_name; }) {
      repository = request.repository_name;
    }
    return not_authorized(context, *request.registry_id, repository);
  } else {
    return {};
  }
}

template <class Out>
boost::asio::awaitable<Result<Out>> answer_later(aws::Error error) {
  co_return error;
}

template <class Outcome>
struct Refuse {
  static Outcome with(const aws::Error& error) { return error; }
};
template <class Out>
struct Refuse<boost::asio::awaitable<Result<Out>>> {
  static boost::asio::awaitable<Result<Out>> with(const aws::Error& error) {
    return answer_later<Out>(error);
  }
};

}  // namespace detail

/// The handler behind the guard.
template <class Outcome, class In>
auto in_own_registry(Outcome (*handler)(aws::Context&, In)) {
  return [handler](aws::Context& context, In request) -> Outcome {
    const auto refused = detail::refusal(context, request);
    return refused ? detail::Refuse<Outcome>::with(*refused) : handler(context, request);
  };
}
template <class Object, class Outcome, class In>
auto in_own_registry(const Object& object, Outcome (Object::*handler)(aws::Context&, In) const) {
  return [&object, handler](aws::Context& context, In request) -> Outcome {
    const auto refused = detail::refusal(context, request);
    return refused ? detail::Refuse<Outcome>::with(*refused) : (object.*handler)(context, request);
  };
}

}  // namespace drydock::ecr::api
