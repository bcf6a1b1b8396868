#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/time.h"

namespace drydock::json {

/// Writes one JSON text from start to end, without white space. The caller keeps the order: a key
/// before each member's value, an end for each begin.
class Writer {
 public:
  Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);

  /// Bytes that are not UTF-8 become U+FFFD: what is written is always JSON.
  void string(std::string_view text);
  void integer(std::int64_t value);
  /// In as few digits as read back to the same double; null for what JSON has no number for.
  void number(double value);
  void boolean(bool value);
  void null();
  /// Epoch seconds with a fraction of three digits, as awsJson has timestamps: 1718000000.123.
  void epoch_seconds(TimePoint time);
  /// A JSON value that is text already. It must be valid.
  void raw(std::string_view json);

  /// A member in one line.
  void member(std::string_view name, std::string_view text) { key(name), string(text); }

  /// What has been written so far.
  [[nodiscard]] std::string_view text() const;

 private:
  struct Output;
  std::unique_ptr<Output> output_;
};

}  // namespace drydock::json
