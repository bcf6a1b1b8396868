#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/base/time.h"

namespace drydock::cbor {

/// Writes one value of CBOR from start to end, each number in as few bytes as hold it and each
/// length told before. The caller keeps the order: after begin_array so many values, after
/// begin_map so many texts with a value each. https://www.rfc-editor.org/rfc/rfc8949
class Writer {
 public:
  void begin_array(std::size_t elements);
  void begin_map(std::size_t entries);
  /// Bytes that are not UTF-8 become U+FFFD: what is written is always text.
  void text(std::string_view text);
  void bytes(std::string_view bytes);
  void integer(std::int64_t value);
  /// As a single or double float; half floats are left to others, as Smithy asks.
  void number(double value);
  void boolean(bool value);
  void null();
  /// Epoch seconds under tag 1: an integer, or a float where there are milliseconds.
  void epoch_seconds(TimePoint time);

  /// What has been written; the writer is then empty.
  [[nodiscard]] std::string take() { return std::exchange(written_, {}); }

 private:
  std::string written_;
};

}  // namespace drydock::cbor
