#include "api/aws/validation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <span>

#include "api/aws/pattern.h"
#include "emulator/base/bytes.h"
#include "emulator/json/utf8.h"

namespace drydock::aws {
namespace {

using model::Kind;
using model::Path;
using model::Shape;
using model::Violation;
using Rule = Violation::Rule;

std::string number_text(double number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return {digits.data(), end};
}

// One walk over a struct. It goes only where the model has constraints.
class Checker {
 public:
  explicit Checker(model::Violations& violations)
      : violations_(violations), known_before_(violations.size()) {}

  void check(const Shape& shape, const void* value, const Path& path) {
    if (!shape.constrained) return;
    switch (shape.kind) {
      case Kind::structure:
        return check_structure(shape, value, path);
      case Kind::list:
        return check_list(shape, value, path);
      case Kind::map:
        return check_map(shape, value, path);
      case Kind::string:
        return check_string(shape, *static_cast<const std::string*>(value), path);
      case Kind::integer:
        return check_number(shape, *static_cast<const std::int32_t*>(value), path);
      case Kind::long_integer:
        return check_number(shape, static_cast<double>(*static_cast<const std::int64_t*>(value)),
                            path);
      case Kind::floating:
        return check_number(shape, *static_cast<const double*>(value), path);
      case Kind::blob:
        return check_size(shape, static_cast<const Bytes*>(value)->data.size(), path, {});
      case Kind::enumeration:
      case Kind::boolean:
      case Kind::timestamp:
      case Kind::document:
        return;
    }
  }

 private:
  void check_structure(const Shape& shape, const void* value, const Path& path) {
    for (const model::Member& member : shape.members) {
      if (!member.shape->constrained) continue;
      const void* field = model::find_field(value, member);
      if (field == nullptr) continue;
      check(*member.shape, field,
            {.outer = &path, .member = member.name, .index = 0, .holder = &shape});
    }
  }

  void check_list(const Shape& shape, const void* value, const Path& path) {
    const auto elements = shape.access->elements(const_cast<void*>(value));
    check_size(shape, elements.count, path, {});
    if (!shape.element->constrained) return;
    const auto* element = static_cast<const char*>(elements.first);
    for (std::size_t i = 0; i < elements.count; ++i, element += shape.access->stride) {
      check(*shape.element, element, {.outer = &path, .member = {}, .index = i});
    }
  }

  void check_map(const Shape& shape, const void* value, const Path& path) {
    struct Walk {
      Checker& checker;
      const Shape& shape;
      const Path& path;
      std::size_t count;
    } walk{*this, shape, path, 0};
    shape.access->visit(value, &walk, [](void* to, std::string_view key, const void* item) {
      auto& at = *static_cast<Walk*>(to);
      const Path step{.outer = &at.path, .member = {}, .index = at.count++};
      at.checker.check_string(*at.shape.key, key, step);
      at.checker.check(*at.shape.element, item, step);
    });
    check_size(shape, walk.count, path, {});
  }

  void check_string(const Shape& shape, std::string_view text, const Path& path) {
    const model::Constraints* constraints = shape.constraints;
    if (constraints == nullptr) return;
    if (constraints->min || constraints->max) {
      check_size(shape, json::utf8_length(text), path, text);
    }
    if (constraints->pattern.empty() || matches(constraints->pattern, text)) return;
    tell(Rule::pattern, shape, path, text);
  }

  void check_size(const Shape& shape, std::size_t size, const Path& path, std::string_view text) {
    check_range(shape, static_cast<double>(size), path, text);
  }

  void check_number(const Shape& shape, double number, const Path& path) {
    check_range(shape, number, path, number_text(number));
  }

  void check_range(const Shape& shape, double number, const Path& path, std::string_view text) {
    const model::Constraints* constraints = shape.constraints;
    if (constraints == nullptr) return;
    if (constraints->min && number < *constraints->min) {
      tell(Rule::min, shape, path, text);
    }
    if (constraints->max && number > *constraints->max) {
      tell(Rule::max, shape, path, text);
    }
  }

  // What the decoder has noted stands in the struct as an empty value: one violation is enough.
  void tell(Rule rule, const Shape& shape, const Path& path, std::string_view text) {
    const std::string place = model::to_text(path) + '.';
    const auto known = std::span(violations_).first(known_before_);
    const bool noted = std::ranges::any_of(
        known, [&](const Violation& violation) { return place.starts_with(violation.path + '.'); });
    if (!noted) note(violations_, rule, shape, path, std::string(text));
  }

  model::Violations& violations_;
  const std::size_t known_before_;  // How many the decoder has noted.
};

bool has_length(const Shape& shape) {
  return shape.kind == Kind::string || shape.kind == Kind::list || shape.kind == Kind::map ||
         shape.kind == Kind::blob;
}

std::string enumerators_text(const Shape& shape, std::string_view separator) {
  std::string text = "[";
  for (const auto enumerator : shape.enumerators) {
    if (text.size() > 1) text += separator;
    text += enumerator;
  }
  return text + "]";
}

// "Member must have length less than or equal to 64": the constraint as Coral, the framework of
// AWS's older services, words it.
std::string constraint_text(const Violation& violation) {
  const std::string what = has_length(*violation.shape) ? "length" : "value";
  const model::Constraints* constraints = violation.shape->constraints;
  switch (violation.rule) {
    case Rule::required:
      return "Member must not be null";
    case Rule::enumeration:
      return "Member must satisfy enum value set: " + enumerators_text(*violation.shape, ", ");
    case Rule::min:
      return "Member must have " + what + " greater than or equal to " +
             number_text(*constraints->min);
    case Rule::max:
      return "Member must have " + what + " less than or equal to " +
             number_text(*constraints->max);
    case Rule::pattern:
      return "Member must satisfy regular expression pattern: " + std::string(constraints->pattern);
  }
  return {};
}

// A value that is not there is told as null, one that is no scalar not at all.
std::string value_text(const Violation& violation) {
  if (violation.rule == Rule::required) return "Value null";
  const bool scalar = violation.shape->kind != Kind::list && violation.shape->kind != Kind::map &&
                      violation.shape->kind != Kind::blob;
  return scalar ? "Value '" + violation.value + "'" : "Value";
}

std::string coral_message(const model::Violations& violations) {
  std::string message = std::to_string(violations.size()) + " validation error" +
                        (violations.size() == 1 ? "" : "s") + " detected: ";
  for (const Violation& violation : violations) {
    if (&violation != &violations.front()) message += "; ";
    message += value_text(violation) + " at '" + violation.path +
               "' failed to satisfy constraint: " + constraint_text(violation);
  }
  return message;
}

// ECR tells one violation at a time.
std::string ecr_message(const Violation& violation) {
  const std::string constraint = violation.rule == Rule::pattern
                                     ? "must satisfy regular expression '" +
                                           std::string(violation.shape->constraints->pattern) + "'"
                                     : constraint_text(violation);
  return "Invalid parameter at '" + violation.path + "' failed to satisfy constraint: '" +
         constraint + "'";
}

Error ec2_error(const Violation& violation) {
  std::string name(violation.member);
  if (violation.rule == Rule::required) {
    return {"MissingParameter", "The request must contain the parameter " + name};
  }
  return {"InvalidParameterValue", "Value (" + violation.value + ") for parameter " + name +
                                       " is invalid. " + constraint_text(violation)};
}

// "launchType" to "launch type".
std::string words_in(std::string_view member) {
  std::string words;
  for (const char c : member) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isupper(letter) != 0 && !words.empty()) words += ' ';
    words += static_cast<char>(std::tolower(letter));
  }
  return words;
}

std::string first_upper(std::string_view text) {
  std::string result(text);
  if (!result.empty()) {
    result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
  }
  return result;
}

// Observed: "Container.image should not be null or empty.", "Tasks cannot be empty.", "launch type
// should be one of [EC2,FARGATE,EXTERNAL]". The rest follows these models.
std::string ecs_message(const model::Violations& violations) {
  const Violation& first = violations.front();
  if (first.rule == Rule::required) {
    const bool container = first.holder != nullptr && first.holder->name == "ContainerDefinition";
    if (container)
      return "Container." + std::string(first.member) + " should not be null or empty.";
    return first_upper(first.member) + " cannot be empty.";
  }
  if (first.rule == Rule::enumeration) {
    return words_in(first.member) + " should be one of " + enumerators_text(*first.shape, ",");
  }
  return coral_message(violations);
}

}  // namespace

void check_constraints(const Shape& shape, const void* value, model::Violations& violations) {
  Checker(violations).check(shape, value, Path{});
}

Error violation_error(const model::OperationModel& operation, const model::Violations& violations) {
  switch (operation.violation_style) {
    case model::ViolationStyle::coral:
      break;
    case model::ViolationStyle::ecs:
      return {operation.violation_code, ecs_message(violations)};
    case model::ViolationStyle::ecr:
      return {operation.violation_code, ecr_message(violations.front())};
    case model::ViolationStyle::ec2:
      return ec2_error(violations.front());
  }
  return {operation.violation_code, coral_message(violations)};
}

}  // namespace drydock::aws
