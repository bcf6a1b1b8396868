#include "emulator/json/described_json.h"

#include <algorithm>
#include <cstdlib>

#include "emulator/base/base64.h"

namespace drydock::json::detail {
namespace {

void write_string(Writer& writer, const void* value) { writer.string(as<std::string>(value)); }
Problem read_string(View view, void* value) { return read_text(view, as<std::string>(value)); }

void write_bool(Writer& writer, const void* value) { writer.boolean(as<bool>(value)); }
Problem read_bool(View view, void* value) {
  const auto flag = view.as_bool();
  if (!flag) return not_a("true or false", view);
  as<bool>(value) = *flag;
  return std::nullopt;
}

void write_double(Writer& writer, const void* value) { writer.number(as<double>(value)); }
Problem read_double(View view, void* value) {
  const auto number = view.as_number();
  if (!number) return not_a("a number", view);
  as<double>(value) = *number;
  return std::nullopt;
}

void write_time(Writer& writer, const void* value) {
  writer.integer(as<TimePoint>(value).time_since_epoch().count());
}
Problem read_time(View view, void* value) {
  const auto number = view.as_integer();
  if (!number) return not_a("whole milliseconds since 1970", view);
  as<TimePoint>(value) = TimePoint(Duration(*number));
  return std::nullopt;
}

void write_duration(Writer& writer, const void* value) {
  writer.integer(as<Duration>(value).count());
}
Problem read_duration(View view, void* value) {
  const auto number = view.as_integer();
  if (!number) return not_a("whole milliseconds", view);
  as<Duration>(value) = Duration(*number);
  return std::nullopt;
}

void write_bytes(Writer& writer, const void* value) {
  writer.string(base64_encode(as<Bytes>(value).data));
}
Problem read_bytes(View view, void* value) {
  const auto text = view.as_string();
  auto bytes = text ? base64_decode(*text) : std::nullopt;
  if (!bytes) return not_a("base64", view);
  as<Bytes>(value).data = std::move(*bytes);
  return std::nullopt;
}

}  // namespace

constinit const Codec CodecOf<std::string>::codec{&write_string, &read_string};
constinit const Codec CodecOf<bool>::codec{&write_bool, &read_bool};
constinit const Codec CodecOf<double>::codec{&write_double, &read_double};
constinit const Codec CodecOf<TimePoint>::codec{&write_time, &read_time};
constinit const Codec CodecOf<Duration>::codec{&write_duration, &read_duration};
constinit const Codec CodecOf<Bytes>::codec{&write_bytes, &read_bytes};

void write_fields(Writer& writer, std::span<const Field> fields, const void* record) {
  writer.begin_object();
  for (const Field& field : fields) {
    writer.key(field.name);
    // Finding a member changes nothing; one function serves writing and reading.
    field.codec->write(writer, field.of(const_cast<void*>(record)));
  }
  writer.end_object();
}

Problem read_fields(View view, std::span<const Field> fields, void* record) {
  if (!view.is_object()) return not_a("an object", view);
  for (std::size_t i = 0; i < view.size(); ++i) {
    const auto field = std::ranges::find(fields, view.name_at(i), &Field::name);
    if (field == fields.end()) continue;
    if (auto problem = field->codec->read(view.at(i), field->of(record))) {
      return within(field->name, problem);
    }
  }
  return std::nullopt;
}

void write_enumerator(Writer& writer, std::span<const EnumeratorName> names, std::int64_t value) {
  const auto at = std::ranges::find(names, value, &EnumeratorName::value);
  if (at == names.end()) std::abort();  // No enumerator has the value: a bug.
  writer.string(at->name);
}

std::optional<std::int64_t> find_enumerator(View view, std::span<const EnumeratorName> names) {
  const auto at = std::ranges::find(names, view.as_string().value_or(""), &EnumeratorName::name);
  if (at == names.end()) return std::nullopt;
  return at->value;
}

Problem read_shape(View view, const model::Shape& shape, void* value) {
  model::Violations violations;
  const auto decoded = decode(view, shape, value, violations, model::InputBudget::unlimited());
  if (!decoded) return decoded.error().message();
  // A member that is required now may not have been when the record was written.
  std::erase_if(violations, [](const model::Violation& violation) {
    return violation.rule == model::Violation::Rule::required;
  });
  if (violations.empty()) return std::nullopt;
  const auto& first = violations.front();
  const std::string step = first.path.empty() ? "" : first.path + ": ";
  return step + "expected a value of the model, found " + first.value;
}

Problem read_text(View view, std::string& text) {
  const auto found = view.as_string();
  if (!found) return not_a("a string", view);
  text = *found;
  return std::nullopt;
}

Problem not_a(std::string_view wanted, View found) {
  return "expected " + std::string(wanted) + ", found " + std::string(found.type_name());
}

Problem within(std::string_view step, Problem problem) {
  // A step goes before the steps that the problem already tells, all ended by ": ".
  const bool has_steps = problem->find(": ") != std::string::npos;
  return std::string(step) + (has_steps ? "." : ": ") + *problem;
}

Problem within(std::size_t index, Problem problem) {
  return within(std::to_string(index), std::move(problem));
}

}  // namespace drydock::json::detail
