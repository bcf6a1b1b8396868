#include "api/cbor/writer.h"

#include <cbor.h>

#include <array>
#include <cmath>
#include <limits>

#include "emulator/json/utf8.h"

namespace drydock::cbor {
namespace {

/// Appends what one of libcbor's encoders makes of a value; none makes more than 9 bytes.
template <class Encoder, class Value>
void append(std::string& bytes, Encoder encode, Value value) {
  std::array<unsigned char, 9> head;
  const std::size_t size = encode(value, head.data(), head.size());
  bytes.append(reinterpret_cast<const char*>(head.data()), size);
}

}  // namespace

void Writer::begin_array(std::size_t elements) {
  append(written_, cbor_encode_array_start, elements);
}

void Writer::begin_map(std::size_t entries) { append(written_, cbor_encode_map_start, entries); }

void Writer::text(std::string_view text) {
  if (!json::is_utf8(text)) return this->text(json::repaired_utf8(text));
  append(written_, cbor_encode_string_start, text.size());
  written_ += text;
}

void Writer::bytes(std::string_view bytes) {
  append(written_, cbor_encode_bytestring_start, bytes.size());
  written_ += bytes;
}

void Writer::integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= 0) return append(written_, cbor_encode_uint, bits);
  append(written_, cbor_encode_negint, ~bits);  // -1 - value
}

void Writer::number(double value) {
  if (std::abs(value) <= std::numeric_limits<float>::max()) {
    const auto single = static_cast<float>(value);
    if (static_cast<double>(single) == value) return append(written_, cbor_encode_single, single);
  }
  append(written_, cbor_encode_double, value);
}

void Writer::boolean(bool value) { append(written_, cbor_encode_bool, value); }

void Writer::null() { written_ += '\xF6'; }

void Writer::epoch_seconds(TimePoint time) {
  append(written_, cbor_encode_tag, std::uint64_t{1});
  const auto milliseconds = time.time_since_epoch().count();
  if (milliseconds % 1000 == 0) return integer(milliseconds / 1000);
  number(static_cast<double>(milliseconds) / 1000.0);
}

}  // namespace drydock::cbor
