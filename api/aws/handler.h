#pragma once

#include <boost/asio/awaitable.hpp>
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/model/shape.h"

/// Handlers with the types of their operation, behind one interface without them. What is made for
/// each handler is a few lines; decoding, validating and encoding are one function each, by tables.
namespace drydock::aws {

/// What a handler has of its call: it makes room for the input, and has it decoded; it gives the
/// outcome.
class Invocation {
 public:
  virtual ~Invocation() = default;

  [[nodiscard]] virtual Context& context() = 0;
  /// Fills a struct of the operation's input shape. False where the request is refused; the call
  /// then has its answer.
  [[nodiscard]] virtual bool decode(void* input) = 0;
  /// The same for a call that may wait: a large input is decoded on another thread meanwhile.
  [[nodiscard]] virtual boost::asio::awaitable<bool> decode_apart(void* input) = 0;
  /// Answers with a struct of the operation's output shape, or null for nothing to tell.
  virtual void succeed(const void* output) = 0;
  virtual void fail(const Error& error) = 0;
};

/// A handler of one operation.
class Handler {
 public:
  virtual ~Handler() = default;

  /// The shapes of its types; `output` is null where it has nothing to tell.
  const model::Shape* input = nullptr;
  const model::Shape* output = nullptr;

  /// Carries the call out at once. False, with nothing done, for a handler that may have to wait.
  [[nodiscard]] virtual bool call_now(Invocation& invocation) const = 0;
  /// Carries the call out, waiting where it must.
  virtual boost::asio::awaitable<void> call(Invocation& invocation) const = 0;
};

namespace detail {

template <class Out>
void finish(Invocation& invocation, const Result<Out>& result) {
  if (!result) return invocation.fail(result.error());
  if constexpr (std::same_as<Out, Done>) {
    invocation.succeed(nullptr);
  } else {
    invocation.succeed(&*result);
  }
}

template <class Function, class In, class Out>
class NowHandler final : public Handler {
 public:
  explicit NowHandler(Function function) : function_(std::move(function)) {}

  bool call_now(Invocation& invocation) const override {
    In in;
    if (invocation.decode(&in)) carry_out(invocation, in);
    return true;
  }
  boost::asio::awaitable<void> call(Invocation& invocation) const override {
    In in;
    const bool decoded = co_await invocation.decode_apart(&in);
    if (decoded) carry_out(invocation, in);
  }

 private:
  void carry_out(Invocation& invocation, const In& in) const {
    finish<Out>(invocation, function_(invocation.context(), in));
  }

  Function function_;
};

template <class Function, class In, class Out>
class WaitingHandler final : public Handler {
 public:
  explicit WaitingHandler(Function function) : function_(std::move(function)) {}

  bool call_now(Invocation& /*invocation*/) const override { return false; }
  boost::asio::awaitable<void> call(Invocation& invocation) const override {
    In in;
    const bool decoded = co_await invocation.decode_apart(&in);
    if (!decoded) co_return;
    const Result<Out> result = co_await function_(invocation.context(), std::as_const(in));
    finish<Out>(invocation, result);
  }

 private:
  Function function_;
};

/// The types of `Outcome(Context&, const In&)`.
template <class Signature>
struct SignatureOf;
template <class Outcome, class In>
struct SignatureOf<Outcome(Context&, In)> {
  using Input = std::remove_cvref_t<In>;
  using Returned = Outcome;
};
template <class Outcome, class In>
struct SignatureOf<Outcome (*)(Context&, In)> : SignatureOf<Outcome(Context&, In)> {};
template <class Outcome, class Object, class In>
struct SignatureOf<Outcome (Object::*)(Context&, In)> : SignatureOf<Outcome(Context&, In)> {};
template <class Outcome, class Object, class In>
struct SignatureOf<Outcome (Object::*)(Context&, In) const> : SignatureOf<Outcome(Context&, In)> {};

template <class Function>
struct CallableOf : SignatureOf<decltype(&Function::operator())> {};
template <class Outcome, class In>
struct CallableOf<Outcome (*)(Context&, In)> : SignatureOf<Outcome(Context&, In)> {};

/// What an outcome holds, and whether it has to be awaited.
template <class Returned>
struct OutcomeOf;
template <class Out>
struct OutcomeOf<Result<Out>> {
  using Output = Out;
  static constexpr bool waits = false;
};
template <class Out>
struct OutcomeOf<boost::asio::awaitable<Result<Out>>> {
  using Output = Out;
  static constexpr bool waits = true;
};

template <class Signature, class Function>
std::unique_ptr<Handler> make_handler(Function function) {
  using In = typename Signature::Input;
  using Outcome = OutcomeOf<typename Signature::Returned>;
  using Out = typename Outcome::Output;
  using Made = std::conditional_t<Outcome::waits, WaitingHandler<Function, In, Out>,
                                  NowHandler<Function, In, Out>>;
  auto handler = std::make_unique<Made>(std::move(function));
  handler->input = &model::shape_of<In>();
  if constexpr (!std::same_as<Out, Done>) handler->output = &model::shape_of<Out>();
  return handler;
}

}  // namespace detail

/// A handler from anything that is called with `(Context&, const In&)`, a generated struct, and
/// gives `Result<Out>` or `awaitable<Result<Out>>`; Out is `Done` where there is nothing to tell.
template <class Function>
std::unique_ptr<Handler> handler_of(Function function) {
  return detail::make_handler<detail::CallableOf<Function>>(std::move(function));
}

/// A handler from a member function of `object`, which must outlive it.
template <class Object, class Outcome, class In>
std::unique_ptr<Handler> handler_of(Object& object, Outcome (Object::*member)(Context&, In)) {
  const auto function = [&object, member](Context& context, In in) {
    return (object.*member)(context, in);
  };
  return detail::make_handler<detail::SignatureOf<Outcome(Context&, In)>>(function);
}
template <class Object, class Outcome, class In>
std::unique_ptr<Handler> handler_of(const Object& object,
                                    Outcome (Object::*member)(Context&, In) const) {
  const auto function = [&object, member](Context& context, In in) {
    return (object.*member)(context, in);
  };
  return detail::make_handler<detail::SignatureOf<Outcome(Context&, In)>>(function);
}

}  // namespace drydock::aws
