#include "emulator/json/document.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

#include "emulator/json/rapid.h"
#include "emulator/json/utf8.h"

namespace drydock::json {
namespace {

constexpr unsigned kParseFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseNumbersAsStringsFlag;

// Hands the reader's events on to a document, save those that nest too deep or are too many.
class Guard {
 public:
  Guard(rapidjson::Document& document, std::size_t values)
      : document_(document), values_left_(values) {}

  [[nodiscard]] std::string_view problem() const { return problem_; }

  // RapidJSON names these functions.
  bool Null() { return counted() && document_.Null(); }
  bool Bool(bool value) { return counted() && document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(std::int64_t value) { return document_.Int64(value); }
  bool Uint64(std::uint64_t value) { return document_.Uint64(value); }
  bool Double(double value) { return document_.Double(value); }
  bool RawNumber(const char* text, unsigned size, bool /*copy*/) {
    return counted() && number({text, size});
  }
  bool String(const char* text, unsigned size, bool copy) {
    return counted() && paired({text, size}) && document_.String(text, size, copy);
  }
  bool Key(const char* text, unsigned size, bool copy) {
    return counted() && paired({text, size}) && document_.Key(text, size, copy);
  }
  bool StartObject() { return counted() && deeper() && document_.StartObject(); }
  bool EndObject(unsigned count) { return --depth_, document_.EndObject(count); }
  bool StartArray() { return counted() && deeper() && document_.StartArray(); }
  bool EndArray(unsigned count) { return --depth_, document_.EndArray(count); }

 private:
  // RapidJSON's own reading of a number has no defined result for a zero with a large exponent.
  bool number(std::string_view text) {
    if (const auto value = read<std::int64_t>(text)) return document_.Int64(*value);
    if (const auto value = read<std::uint64_t>(text)) return document_.Uint64(*value);
    if (const auto value = read<double>(text)) return document_.Double(*value);
    // Beyond a double, or so near to zero that it is none.
    const double value = std::strtod(std::string(text).c_str(), nullptr);
    if (std::isfinite(value)) return document_.Double(value);
    problem_ = "Number too big to be stored in double.";
    return false;
  }

  template <class Number>
  static std::optional<Number> read(std::string_view text) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return value;
  }

  // RapidJSON takes the second half of a surrogate pair by itself, and makes of it what is not
  // UTF-8. Such a half begins with this byte, as few whole characters do.
  bool paired(std::string_view text) {
    if (text.find('\xED') == text.npos || is_utf8(text)) return true;
    problem_ = "The surrogate pair in string is invalid.";
    return false;
  }

  bool counted() {
    if (values_left_ == 0) problem_ = "The document has too many values.";
    return values_left_-- > 0;
  }
  bool deeper() {
    if (++depth_ > depth_limit) problem_ = "The document is nested too deep.";
    return depth_ <= depth_limit;
  }

  rapidjson::Document& document_;
  std::size_t values_left_;
  int depth_ = 0;
  std::string_view problem_;
};

aws::Error error_at(std::size_t offset, std::string_view problem) {
  return {error_code, std::string(problem) + " (at byte " + std::to_string(offset) + ")"};
}

// Where a character of UTF-8 begins that the text ends within; nothing where it ends with a whole
// one. RapidJSON would look for the rest of it beyond the end.
std::optional<std::size_t> broken_off_character(std::string_view text) {
  for (std::size_t left = 1; left <= std::min<std::size_t>(3, text.size()); ++left) {
    const auto byte = static_cast<unsigned char>(text[text.size() - left]);
    const std::size_t size = byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : byte >= 0xC0U ? 2 : 1;
    if (size > left) return text.size() - left;
  }
  return std::nullopt;
}

// 2^63: the first double beyond std::int64_t.
constexpr double kIntegerEnd = 9223372036854775808.0;

}  // namespace

struct Document::Parsed {
  explicit Parsed(std::string source) : text(std::move(source)), allocator(kChunkBytes) {}

  static constexpr std::size_t kChunkBytes = 8192;

  std::string text;  // The document's strings point into it.
  rapidjson::MemoryPoolAllocator<> allocator;
  rapidjson::Document document{&allocator};
};

Document::Document(std::unique_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

View Document::root() const { return view_of(parsed_->document); }

Result<Document> parse(std::string_view text, std::size_t values) {
  return parse_in_place(std::string(text), values);
}

Result<Document> parse_in_place(std::string text, std::size_t values) {
  const std::size_t size = text.size();
  if (const auto place = broken_off_character(text)) {
    return error_at(*place,
                    rapidjson::GetParseError_En(rapidjson::kParseErrorStringInvalidEncoding));
  }
  auto parsed = std::make_unique<Document::Parsed>(std::move(text));
  rapidjson::InsituStringStream stream(parsed->text.data());
  rapidjson::ParseResult result;
  std::string_view problem;
  const auto read = [&](rapidjson::Document& document) {
    Guard guard(document, values);
    result = rapidjson::Reader().Parse<kParseFlags>(stream, guard);
    problem = guard.problem();
    return !result.IsError();
  };
  parsed->document.Populate(read);
  if (result.IsError()) {
    if (problem.empty()) problem = rapidjson::GetParseError_En(result.Code());
    return error_at(result.Offset(), problem);
  }
  // RapidJSON takes a NUL for the end.
  if (stream.Tell() < size) return error_at(stream.Tell(), "Invalid value.");
  return Document(std::move(parsed));
}

bool View::is_null() const { return !is_absent() && value_of(*this).IsNull(); }
bool View::is_object() const { return !is_absent() && value_of(*this).IsObject(); }
bool View::is_array() const { return !is_absent() && value_of(*this).IsArray(); }

std::optional<std::string_view> View::as_string() const {
  if (is_absent() || !value_of(*this).IsString()) return std::nullopt;
  return text_of(value_of(*this));
}

std::optional<bool> View::as_bool() const {
  if (is_absent() || !value_of(*this).IsBool()) return std::nullopt;
  return value_of(*this).GetBool();
}

std::optional<std::int64_t> View::as_integer() const {
  if (is_absent()) return std::nullopt;
  const auto& value = value_of(*this);
  if (value.IsInt64()) return value.GetInt64();
  if (!value.IsDouble()) return std::nullopt;
  const double number = value.GetDouble();
  if (number < -kIntegerEnd || number >= kIntegerEnd || number != std::trunc(number)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(number);
}

std::optional<double> View::as_number() const {
  if (is_absent() || !value_of(*this).IsNumber()) return std::nullopt;
  return value_of(*this).GetDouble();
}

std::size_t View::size() const {
  if (is_array()) return value_of(*this).Size();
  return is_object() ? value_of(*this).MemberCount() : 0;
}

View View::at(std::size_t index) const {
  if (index >= size()) return {};
  const auto& value = value_of(*this);
  if (value.IsArray()) return view_of(value[static_cast<rapidjson::SizeType>(index)]);
  return view_of((value.MemberBegin() + static_cast<std::ptrdiff_t>(index))->value);
}

std::string_view View::name_at(std::size_t index) const {
  if (!is_object() || index >= size()) return {};
  return text_of((value_of(*this).MemberBegin() + static_cast<std::ptrdiff_t>(index))->name);
}

View View::operator[](std::string_view name) const {
  if (!is_object()) return {};
  for (const auto& member : value_of(*this).GetObject()) {
    if (text_of(member.name) == name) return view_of(member.value);
  }
  return {};
}

std::string_view View::type_name() const {
  if (is_absent()) return "nothing";
  switch (value_of(*this).GetType()) {
    case rapidjson::kObjectType:
      return "object";
    case rapidjson::kArrayType:
      return "array";
    case rapidjson::kStringType:
      return "string";
    case rapidjson::kNumberType:
      return "number";
    case rapidjson::kTrueType:
    case rapidjson::kFalseType:
      return "boolean";
    case rapidjson::kNullType:
      break;
  }
  return "null";
}

}  // namespace drydock::json
