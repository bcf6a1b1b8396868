#include "api/aws/xml.h"

#include <array>
#include <charconv>

#include "api/aws/iso8601.h"
#include "emulator/base/base64.h"
#include "emulator/base/bytes.h"
#include "emulator/json/utf8.h"
#include "emulator/model/document.h"

namespace drydock::aws {
namespace {

using model::as;
using model::Kind;
using model::Shape;

// What stands for a character in an element's content; empty: it stands for itself.
// https://www.w3.org/TR/xml/#charsets
std::string_view replacement(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\r':
      return "&#xD;";
    case '\t':
    case '\n':
      return {};
    default:
      return static_cast<unsigned char>(c) < 0x20 ? "\xEF\xBF\xBD" : std::string_view();
  }
}

template <class Number>
void append_number(std::string& xml, Number number) {
  std::array<char, 32> digits{};
  xml.append(digits.data(),
             std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void append_open(std::string& xml, std::string_view name) {
  xml += '<';
  xml += name;
  xml += '>';
}

void append_close(std::string& xml, std::string_view name) {
  xml += "</";
  xml += name;
  xml += '>';
}

void append_content(std::string& xml, const Shape& shape, const void* value);

void append_value(std::string& xml, std::string_view name, const Shape& shape, const void* value) {
  append_open(xml, name);
  append_content(xml, shape, value);
  append_close(xml, name);
}

void append_list(std::string& xml, const Shape& shape, const void* value) {
  const auto elements = shape.access->elements(const_cast<void*>(value));
  const auto* element = static_cast<const char*>(elements.first);
  for (std::size_t i = 0; i < elements.count; ++i, element += shape.access->stride) {
    append_value(xml, shape.element_name, *shape.element, element);
  }
}

void append_map(std::string& xml, const Shape& shape, const void* value) {
  struct Walk {
    std::string& xml;
    const Shape& element;
  } walk{xml, *shape.element};
  shape.access->visit(value, &walk, [](void* to, std::string_view key, const void* item) {
    auto& at = *static_cast<Walk*>(to);
    append_open(at.xml, "entry");
    append_xml_element(at.xml, "key", key);
    append_value(at.xml, "value", at.element, item);
    append_close(at.xml, "entry");
  });
}

void append_content(std::string& xml, const Shape& shape, const void* value) {
  switch (shape.kind) {
    case Kind::structure:
      return append_xml_members(xml, shape, value);
    case Kind::list:
      return append_list(xml, shape, value);
    case Kind::map:
      return append_map(xml, shape, value);
    case Kind::string:
      return append_xml_text(xml, as<std::string>(value));
    case Kind::enumeration:
      return append_xml_text(xml, shape.enumerators[model::enumerator_number(value)]);
    case Kind::integer:
      return append_number(xml, as<std::int32_t>(value));
    case Kind::long_integer:
      return append_number(xml, as<std::int64_t>(value));
    case Kind::floating:
      return append_number(xml, as<double>(value));
    case Kind::boolean:
      xml += as<bool>(value) ? "true" : "false";
      return;
    case Kind::timestamp:
      xml += iso8601(as<TimePoint>(value));
      return;
    case Kind::blob:
      xml += base64_encode(as<Bytes>(value).data);
      return;
    case Kind::document:
      return append_xml_text(xml, as<model::Document>(value).json);
  }
}

}  // namespace

void append_xml_text(std::string& xml, std::string_view text) {
  if (!json::is_utf8(text)) return append_xml_text(xml, json::repaired_utf8(text));
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view other = replacement(text[i]);
    if (other.empty()) continue;
    xml.append(text, written, i - written);
    xml += other;
    written = i + 1;
  }
  xml.append(text, written);
}

void append_xml_element(std::string& xml, std::string_view name, std::string_view text) {
  append_open(xml, name);
  append_xml_text(xml, text);
  append_close(xml, name);
}

void append_xml_members(std::string& xml, const Shape& structure, const void* value) {
  for (const model::Member& member : structure.members) {
    const void* field = model::find_field(value, member);
    if (field != nullptr) append_value(xml, member.xml_name, *member.shape, field);
  }
}

}  // namespace drydock::aws
