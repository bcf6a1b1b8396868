#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/aws/protocol.h"
#include "api/aws/validation.h"
#include "emulator/json/document.h"
#include "emulator/json/shape_json.h"
#include "emulator/json/utf8.h"
#include "tests/fuzz/memory.h"
#include "tests/fuzz/property.h"

/// What holds of every operation's input, whatever protocol it came by.
namespace drydock::fuzz {

/// An operation of a service, and what is checked of a body that is sent to it.
struct Operation {
  const model::ServiceModel* service;
  std::string_view name;
  void (*check)(const Operation& operation, std::string_view body);
};

/// A body of `size` bytes may cost so many: what model::InputBudget gives it for lists and maps,
/// and a few times its text.
constexpr std::size_t most_bytes(std::size_t size) { return 128 * size + 1280 * 1024; }

/// As awsJson writes it.
template <class Input>
std::string json_of(const Input& input) {
  json::Writer writer;
  json::encode(writer, input);
  return std::string(writer.text());
}

/// An input that the model has nothing against is the same after a way through JSON.
template <class Input>
void check_again(const Input& input) {
  const std::string text = json_of(input);
  const auto document = json::parse(text);
  require(document.has_value(), "what is written is JSON");
  Input again;
  model::Violations violations;
  require(json::decode(document->root(), again, violations).has_value(), "and can be read again");
  require(violations.empty(), "and has all that it must have");
  require_equal(json_of(again), text, "and says the same");
}

template <class Input>
void check_body_in(const aws::WireProtocol& protocol, const Operation& operation,
                   std::string_view body) {
  const model::OperationModel& shapes = *model::find_operation(*operation.service, operation.name);
  require(shapes.input == &model::shape_of<Input>(), "an operation has its own input");
  Input input;
  model::Violations violations;
  const std::size_t before = allocated_bytes();
  const auto decoded = protocol.decode({.body = body, .form = nullptr}, shapes, &input, violations);
  require(allocated_since(before) <= most_bytes(body.size()), "an input is worth its text");
  if (!decoded) return require(json::is_utf8(decoded.error().message()), "an error is text");
  if (violations.empty()) {
    check_again(input);
    aws::check_constraints(*shapes.input, &input, violations);
  }
  if (violations.empty()) return;
  require(violations.size() <= model::violations_limit, "no more is told than anyone reads");
  const aws::Error error = aws::violation_error(shapes, violations);
  require(!error.message().empty() && json::is_utf8(error.message()), "a violation is told");
}

/// In what clients of the service like best.
template <class Input>
void check_body(const Operation& operation, std::string_view body) {
  check_body_in<Input>(aws::protocol_of(*operation.service), operation, body);
}

template <class Input>
constexpr Operation operation(const model::ServiceModel& service, std::string_view name) {
  return {&service, name, check_body<Input>};
}

/// The first byte chooses the operation, 'a' the first one; the rest is the body.
inline void check_call(std::span<const Operation> operations, std::string_view input) {
  if (input.empty()) return;
  const auto choice = static_cast<std::size_t>(static_cast<unsigned char>(input.front() - 'a'));
  const Operation& chosen = operations[choice % operations.size()];
  chosen.check(chosen, input.substr(1));
}

}  // namespace drydock::fuzz
