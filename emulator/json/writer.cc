#include "emulator/json/writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "emulator/json/rapid.h"
#include "emulator/json/utf8.h"

namespace drydock::json {
namespace {

rapidjson::SizeType size_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

}  // namespace

struct Writer::Output {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
};

Writer::Writer() : output_(std::make_unique<Output>()) {}
Writer::~Writer() = default;

void Writer::begin_object() { output_->writer.StartObject(); }
void Writer::end_object() { output_->writer.EndObject(); }
void Writer::begin_array() { output_->writer.StartArray(); }
void Writer::end_array() { output_->writer.EndArray(); }

void Writer::key(std::string_view name) { string(name); }

void Writer::string(std::string_view text) {
  if (is_utf8(text)) {
    output_->writer.String(text.data(), size_of(text));
  } else {
    output_->writer.String(repaired_utf8(text));
  }
}

void Writer::integer(std::int64_t value) { output_->writer.Int64(value); }

void Writer::number(double value) {
  if (std::isfinite(value)) {
    output_->writer.Double(value);
  } else {
    null();
  }
}

void Writer::boolean(bool value) { output_->writer.Bool(value); }
void Writer::null() { output_->writer.Null(); }

void Writer::epoch_seconds(TimePoint time) {
  const std::int64_t count = time.time_since_epoch().count();
  const auto [whole, fraction] = std::lldiv(std::abs(count), 1000);
  std::array<char, 32> digits{};
  char* next = digits.data();
  if (count < 0) *next++ = '-';
  next = std::to_chars(next, digits.data() + digits.size() - 4, whole).ptr;
  *next++ = '.';
  *next++ = static_cast<char>('0' + fraction / 100);
  *next++ = static_cast<char>('0' + fraction / 10 % 10);
  *next++ = static_cast<char>('0' + fraction % 10);
  raw({digits.data(), next});
}

void Writer::raw(std::string_view json) {
  output_->writer.RawValue(json.data(), json.size(), rapidjson::kNumberType);
}

std::string_view Writer::text() const {
  return {output_->buffer.GetString(), output_->buffer.GetSize()};
}

}  // namespace drydock::json
