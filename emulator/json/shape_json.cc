#include "emulator/json/shape_json.h"

#include <array>
#include <cmath>
#include <limits>

#include "emulator/base/base64.h"
#include "emulator/base/bytes.h"
#include "emulator/base/time.h"
#include "emulator/json/rapid.h"
#include "emulator/model/document.h"
#include "emulator/model/member_search.h"

namespace drydock::json {
namespace {

using model::as;
using model::Kind;
using model::Member;
using model::Path;
using model::Shape;
using rapidjson::Value;

// The words that AWS's JSON services have for what they found.
std::string_view found_name(const Value& value) {
  switch (value.GetType()) {
    case rapidjson::kStringType:
      return "STRING_VALUE";
    case rapidjson::kNumberType:
      return "NUMBER_VALUE";
    case rapidjson::kTrueType:
      return "TRUE_VALUE";
    case rapidjson::kFalseType:
      return "FALSE_VALUE";
    case rapidjson::kObjectType:
    case rapidjson::kArrayType:
    case rapidjson::kNullType:
      break;
  }
  return "NULL_VALUE";
}

std::string_view wanted_name(Kind kind) {
  switch (kind) {
    case Kind::structure:
    case Kind::document:
      return "Structure";
    case Kind::list:
      return "List";
    case Kind::map:
      return "Map";
    case Kind::string:
    case Kind::enumeration:
      return "String";
    case Kind::integer:
      return "Integer";
    case Kind::long_integer:
      return "Long";
    case Kind::floating:
      return "Double";
    case Kind::boolean:
      return "Boolean";
    case Kind::timestamp:
      return "Timestamp";
    case Kind::blob:
      return "Blob";
  }
  return "";
}

std::string mismatch_text(const Value& value, Kind wanted) {
  if (value.IsObject()) return "Start of structure or map found where not expected.";
  if (value.IsArray()) return "Start of list found where not expected.";
  return std::string(found_name(value)) + " cannot be converted to " +
         std::string(wanted_name(wanted));
}

// One decoding from the root down. A false from any function means that error_ tells why.
class Decoder {
 public:
  Decoder(model::Violations& violations, model::InputBudget budget)
      : violations_(violations), budget_(budget) {}

  bool decode(const Value& json, const Shape& shape, void* value, const Path& path);

  [[nodiscard]] const aws::Error& error() const { return error_; }

 private:
  bool decode_structure(const Value& json, const Shape& shape, void* value, const Path& path);
  bool decode_list(const Value& json, const Shape& shape, void* value, const Path& path);
  bool decode_map(const Value& json, const Shape& shape, void* value, const Path& path);
  bool decode_string(const Value& json, const Shape& shape, void* value, const Path& path);
  bool decode_number(const Value& json, const Shape& shape, void* value, const Path& path);
  bool decode_blob(const Value& json, const Shape& shape, void* value, const Path& path);

  bool mismatch(const Value& json, const Shape& shape, const Path& path) {
    return fail(mismatch_text(json, shape.kind), path);
  }

  // AWS leaves out where it found what it tells of; a person is better served with it.
  bool fail(std::string text, const Path& path) {
    const std::string where = model::to_text(path);
    if (!where.empty()) text += " (at '" + where + "')";
    error_ = aws::Error(error_code, std::move(text));
    return false;
  }

  bool too_many(const Path& path) {
    return fail("The lists and maps of the request have too many elements", path);
  }

  model::Violations& violations_;
  model::InputBudget budget_;
  aws::Error error_;
};

bool Decoder::decode(const Value& json, const Shape& shape, void* value, const Path& path) {
  switch (shape.kind) {
    case Kind::structure:
      return decode_structure(json, shape, value, path);
    case Kind::list:
      return decode_list(json, shape, value, path);
    case Kind::map:
      return decode_map(json, shape, value, path);
    case Kind::string:
    case Kind::enumeration:
      return decode_string(json, shape, value, path);
    case Kind::boolean:
      if (!json.IsBool()) return mismatch(json, shape, path);
      as<bool>(value) = json.GetBool();
      return true;
    case Kind::integer:
    case Kind::long_integer:
    case Kind::floating:
    case Kind::timestamp:
      return decode_number(json, shape, value, path);
    case Kind::blob:
      return decode_blob(json, shape, value, path);
    case Kind::document:
      as<model::Document>(value).json = to_text(view_of(json));
      return true;
  }
  return false;
}

bool Decoder::decode_structure(const Value& json, const Shape& shape, void* value,
                               const Path& path) {
  if (!json.IsObject()) return mismatch(json, shape, path);
  model::MemberSearch search(shape);
  for (const auto& entry : json.GetObject()) {
    const Member* member = search.find(text_of(entry.name));
    if (member == nullptr || entry.value.IsNull()) continue;
    void* field = model::make_field(value, *member);
    if (!decode(entry.value, *member->shape, field, search.step(*member, path))) return false;
    search.mark(*member);
  }
  search.note_missing(violations_, path);
  return true;
}

bool Decoder::decode_list(const Value& json, const Shape& shape, void* value, const Path& path) {
  if (!json.IsArray()) return mismatch(json, shape, path);
  if (model::is_longer_than_allowed(shape, json.Size())) {
    note(violations_, model::Violation::Rule::max, shape, path);
    return true;
  }
  if (!budget_.take(json.Size(), shape.access->stride)) return too_many(path);
  const model::Elements elements = shape.access->make(value, json.Size());
  auto* element = static_cast<char*>(elements.first);
  Path step{.outer = &path};
  for (const Value& item : json.GetArray()) {
    if (!decode(item, *shape.element, element, step)) return false;
    element += shape.access->stride;
    ++step.index;
  }
  return true;
}

bool Decoder::decode_map(const Value& json, const Shape& shape, void* value, const Path& path) {
  if (!json.IsObject()) return mismatch(json, shape, path);
  Path step{.outer = &path};
  for (const auto& entry : json.GetObject()) {
    if (entry.value.IsNull()) continue;
    if (!budget_.take_entry()) return too_many(path);
    void* item = shape.access->entry(value, text_of(entry.name));
    if (!decode(entry.value, *shape.element, item, step)) return false;
    ++step.index;
  }
  return true;
}

bool Decoder::decode_string(const Value& json, const Shape& shape, void* value, const Path& path) {
  if (!json.IsString()) return mismatch(json, shape, path);
  const std::string_view text = text_of(json);
  if (shape.kind == Kind::string) {
    as<std::string>(value) = text;
  } else if (const auto number = find_enumerator(shape, text)) {
    model::set_enumerator(value, *number);
  } else {
    note(violations_, model::Violation::Rule::enumeration, shape, path, std::string(text));
  }
  return true;
}

bool Decoder::decode_number(const Value& json, const Shape& shape, void* value, const Path& path) {
  if (!json.IsNumber()) return mismatch(json, shape, path);
  if (shape.kind == Kind::floating) {
    as<double>(value) = json.GetDouble();
    return true;
  }
  if (shape.kind == Kind::timestamp) {
    const double milliseconds = std::round(json.GetDouble() * 1000.0);
    // The year 9999 is far enough, and within every format that a timestamp is written in.
    if (std::abs(milliseconds) > 253'402'300'799'999.0) return mismatch(json, shape, path);
    as<TimePoint>(value) = TimePoint(Duration(static_cast<std::int64_t>(milliseconds)));
    return true;
  }
  const auto number = view_of(json).as_integer();
  if (!number) return mismatch(json, shape, path);
  if (shape.kind == Kind::long_integer) {
    as<std::int64_t>(value) = *number;
    return true;
  }
  using Integer = std::numeric_limits<std::int32_t>;
  if (*number < Integer::min() || *number > Integer::max()) return mismatch(json, shape, path);
  as<std::int32_t>(value) = static_cast<std::int32_t>(*number);
  return true;
}

bool Decoder::decode_blob(const Value& json, const Shape& shape, void* value, const Path& path) {
  if (!json.IsString()) return mismatch(json, shape, path);
  auto bytes = base64_decode(text_of(json));
  if (!bytes) return fail("STRING_VALUE is not valid Base64", path);
  as<Bytes>(value).data = std::move(*bytes);
  return true;
}

void encode_structure(Writer& writer, const Shape& shape, const void* value) {
  writer.begin_object();
  for (const Member& member : shape.members) {
    const void* field = model::find_field(value, member);
    if (field == nullptr) continue;
    writer.key(member.name);
    encode(writer, *member.shape, field);
  }
  writer.end_object();
}

void encode_list(Writer& writer, const Shape& shape, const void* value) {
  const model::Elements elements = shape.access->elements(const_cast<void*>(value));
  const auto* element = static_cast<const char*>(elements.first);
  writer.begin_array();
  for (std::size_t i = 0; i < elements.count; ++i) {
    encode(writer, *shape.element, element + i * shape.access->stride);
  }
  writer.end_array();
}

void encode_map(Writer& writer, const Shape& shape, const void* value) {
  struct Context {
    Writer& writer;
    const Shape& element;
  } context{writer, *shape.element};
  writer.begin_object();
  shape.access->visit(value, &context, [](void* to, std::string_view key, const void* item) {
    auto& [out, element] = as<Context>(to);
    out.key(key);
    encode(out, element, item);
  });
  writer.end_object();
}

void encode_document(Writer& writer, const model::Document& document) {
  if (document.json.empty()) return writer.null();
  writer.raw(document.json);
}

}  // namespace

Result<Done> decode(View view, const model::Shape& shape, void* value,
                    model::Violations& violations, model::InputBudget budget) {
  if (view.is_absent()) return aws::Error(error_code, "The value is missing.");
  Decoder decoder(violations, budget);
  if (!decoder.decode(value_of(view), shape, value, Path{})) return decoder.error();
  return Done{};
}

void encode(Writer& writer, const model::Shape& shape, const void* value) {
  switch (shape.kind) {
    case Kind::structure:
      return encode_structure(writer, shape, value);
    case Kind::list:
      return encode_list(writer, shape, value);
    case Kind::map:
      return encode_map(writer, shape, value);
    case Kind::string:
      return writer.string(as<std::string>(value));
    case Kind::enumeration:
      return writer.string(shape.enumerators[model::enumerator_number(value)]);
    case Kind::integer:
      return writer.integer(as<std::int32_t>(value));
    case Kind::long_integer:
      return writer.integer(as<std::int64_t>(value));
    case Kind::floating:
      return writer.number(as<double>(value));
    case Kind::boolean:
      return writer.boolean(as<bool>(value));
    case Kind::timestamp:
      return writer.epoch_seconds(as<TimePoint>(value));
    case Kind::blob:
      return writer.string(base64_encode(as<Bytes>(value).data));
    case Kind::document:
      return encode_document(writer, as<model::Document>(value));
  }
}

void copy(Writer& writer, View view) {
  if (view.is_object()) {
    writer.begin_object();
    for (std::size_t i = 0; i < view.size(); ++i) {
      writer.key(view.name_at(i));
      copy(writer, view.at(i));
    }
    return writer.end_object();
  }
  if (view.is_array()) {
    writer.begin_array();
    for (std::size_t i = 0; i < view.size(); ++i) copy(writer, view.at(i));
    return writer.end_array();
  }
  if (const auto text = view.as_string()) return writer.string(*text);
  if (const auto flag = view.as_bool()) return writer.boolean(*flag);
  if (const auto number = view.as_integer()) return writer.integer(*number);
  if (const auto number = view.as_number()) return writer.number(*number);
  writer.null();
}

std::string to_text(View view) {
  Writer writer;
  copy(writer, view);
  return std::string(writer.text());
}

}  // namespace drydock::json
