#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace drydock::aws {

/// One parameter of a form, with its percent signs and pluses decoded.
struct Parameter {
  std::string name;
  std::string value;
};

/// The part of a form that holds one value, list or structure: the parameter whose name ends here,
/// if there is one, and those whose names go on after a dot. "Tags.member.1.Key" is read step by
/// step: `below("Tags")`, `below("member")`, `elements()`, `below("Key")`, `value()`.
class FormPart {
 public:
  /// The whole of a form, sorted by name.
  explicit FormPart(std::span<const Parameter> sorted) : inner_(sorted) {}

  /// The value of the parameter whose name ends here, or null.
  [[nodiscard]] const std::string* value() const { return value_; }
  /// Whether there is no parameter here at all.
  [[nodiscard]] bool empty() const { return value_ == nullptr && inner_.empty(); }

  /// What goes on with the step `name`.
  [[nodiscard]] FormPart below(std::string_view name) const;
  /// The parts ".1", ".2", … in the order of their numbers, which may have gaps.
  [[nodiscard]] std::vector<FormPart> elements() const;

 private:
  [[nodiscard]] std::string_view rest_of(const Parameter& parameter) const {
    return std::string_view(parameter.name).substr(start_);
  }

  const std::string* value_ = nullptr;
  std::span<const Parameter> inner_;
  std::size_t start_ = 0;  // Where in each inner name its next step starts.
};

/// A parsed application/x-www-form-urlencoded body or query string.
class Form {
 public:
  /// The first value of the parameter called `name`, or nothing.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// How many bytes of text it was read from.
  [[nodiscard]] std::size_t text_size() const { return text_size_; }
  /// The whole of it, to read a structure from.
  [[nodiscard]] FormPart root() const { return FormPart(parameters_); }

  /// Reads a form. An error (MalformedQueryString) for text that is not UTF-8 or of more than
  /// parameters_limit parameters.
  static Result<Form> parse(std::string_view text);

  static constexpr std::size_t parameters_limit = 10'000;

 private:
  std::vector<Parameter> parameters_;  // Sorted by name.
  std::size_t text_size_ = 0;
};

}  // namespace drydock::aws
