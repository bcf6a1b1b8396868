#include "api/aws/form_decoder.h"

#include <charconv>
#include <cmath>

#include "api/aws/error_reply.h"
#include "api/aws/iso8601.h"
#include "emulator/base/base64.h"
#include "emulator/base/bytes.h"
#include "emulator/model/document.h"
#include "emulator/model/input_budget.h"

namespace drydock::aws {
namespace {

using model::as;
using model::Kind;
using model::Path;
using model::Shape;

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_bool(std::string_view text, bool& value) {
  value = text == "true";
  return value || text == "false";
}

// Reads a scalar that is no enumeration; false where the text is of another type.
bool read_scalar(std::string_view text, Kind kind, void* value) {
  switch (kind) {
    case Kind::string:
      as<std::string>(value) = text;
      return true;
    case Kind::document:
      as<model::Document>(value).json = text;
      return true;
    case Kind::boolean:
      return read_bool(text, as<bool>(value));
    case Kind::integer:
      return read_number(text, as<std::int32_t>(value));
    case Kind::long_integer:
      return read_number(text, as<std::int64_t>(value));
    case Kind::floating:
      return read_number(text, as<double>(value)) && std::isfinite(as<double>(value));
    case Kind::timestamp: {
      const auto time = parse_iso8601(text);
      if (time) as<TimePoint>(value) = *time;
      return time.has_value();
    }
    case Kind::blob: {
      auto bytes = base64_decode(text);
      if (bytes) as<Bytes>(value).data = std::move(*bytes);
      return bytes.has_value();
    }
    case Kind::enumeration:
    case Kind::structure:
    case Kind::list:
    case Kind::map:
      break;
  }
  return false;
}

// One decoding from the root down. A false from any function means that error_ tells why.
class FormDecoder {
 public:
  FormDecoder(ListStyle lists, model::Violations& violations, model::InputBudget budget)
      : lists_(lists), violations_(violations), budget_(budget) {}

  bool decode(const FormPart& part, const Shape& shape, void* value, const Path& path) {
    switch (shape.kind) {
      case Kind::structure:
        return decode_structure(part, shape, value, path);
      case Kind::list:
        return decode_list(part, shape, value, path);
      case Kind::map:
        return decode_map(part, shape, value, path);
      default:
        return decode_scalar(part, shape, value, path);
    }
  }

  [[nodiscard]] const Error& error() const { return error_; }

 private:
  bool decode_structure(const FormPart& part, const Shape& shape, void* value, const Path& path) {
    for (const model::Member& member : shape.members) {
      const Path step{.outer = &path, .member = member.name, .index = 0, .holder = &shape};
      const FormPart below = part.below(member.query_name);
      if (below.empty()) {
        if (member.required)
          note(violations_, model::Violation::Rule::required, *member.shape, step);
        continue;
      }
      if (!decode(below, *member.shape, model::make_field(value, member), step)) return false;
    }
    return true;
  }

  bool decode_list(const FormPart& part, const Shape& shape, void* value, const Path& path) {
    const FormPart list = lists_ == ListStyle::member ? part.below(shape.element_name) : part;
    const auto parts = list.elements();
    if (model::is_longer_than_allowed(shape, parts.size())) {
      note(violations_, model::Violation::Rule::max, shape, path);
      return true;
    }
    if (!budget_.take(parts.size(), shape.access->stride)) {
      return fail("too many elements", path);
    }
    const auto elements = shape.access->make(value, parts.size());
    auto* element = static_cast<char*>(elements.first);
    Path step{.outer = &path};
    for (const FormPart& item : parts) {
      if (!decode(item, *shape.element, element, step)) return false;
      element += shape.access->stride;
      ++step.index;
    }
    return true;
  }

  bool decode_map(const FormPart& part, const Shape& shape, void* value, const Path& path) {
    Path step{.outer = &path};
    for (const FormPart& entry : part.below("entry").elements()) {
      const std::string* key = entry.below("key").value();
      if (key == nullptr) continue;
      void* item = shape.access->entry(value, *key);
      if (!decode(entry.below("value"), *shape.element, item, step)) return false;
      ++step.index;
    }
    return true;
  }

  bool decode_scalar(const FormPart& part, const Shape& shape, void* value, const Path& path) {
    if (part.value() == nullptr) return fail("a structure", path);
    const std::string& text = *part.value();
    if (shape.kind == Kind::enumeration) {
      const auto number = model::find_enumerator(shape, text);
      if (number) {
        model::set_enumerator(value, *number);
      } else {
        note(violations_, model::Violation::Rule::enumeration, shape, path, text);
      }
      return true;
    }
    return read_scalar(text, shape.kind, value) || fail("'" + text + "'", path);
  }

  bool fail(const std::string& found, const Path& path) {
    error_ = Error(error::malformed_input, "Found " + found + " at '" + model::to_text(path) +
                                               "', where a value of another type is expected.");
    return false;
  }

  ListStyle lists_;
  model::Violations& violations_;
  model::InputBudget budget_;
  Error error_;
};

}  // namespace

Result<Done> decode_form(const Form& form, ListStyle lists, const Shape& shape, void* value,
                         model::Violations& violations) {
  FormDecoder decoder(lists, violations, model::InputBudget(form.text_size()));
  if (!decoder.decode(form.root(), shape, value, Path{})) return decoder.error();
  return Done{};
}

}  // namespace drydock::aws
