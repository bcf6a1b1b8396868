#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace drydock::json {

/// The most arrays and objects that may stand in one another. No AWS call and no OCI manifest comes
/// near it.
inline constexpr int depth_limit = 64;

/// The most values and member names that a text may have where the caller sets no other limit: each
/// costs 16 bytes, however short it is.
inline constexpr std::size_t values_limit = 1'000'000;

/// The code of the error that parse() and the readers of this folder give.
inline constexpr std::string_view error_code = "SerializationException";

/// A look at a value of a Document, which must outlive it. Nothing here throws or asserts on a
/// value of another type than asked for: the answer is then empty. The View of a member that is not
/// there is absent, and so is everything below it.
class View {
 public:
  View() = default;
  /// For this folder's sources: a RapidJSON value.
  explicit View(const void* address) : address_(address) {}

  [[nodiscard]] bool is_absent() const { return address_ == nullptr; }
  [[nodiscard]] bool is_null() const;
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;

  /// The value where it is of this type. A number without a fraction is an integer, also as 1e3.
  [[nodiscard]] std::optional<std::string_view> as_string() const;
  [[nodiscard]] std::optional<bool> as_bool() const;
  [[nodiscard]] std::optional<std::int64_t> as_integer() const;
  [[nodiscard]] std::optional<double> as_number() const;

  /// How many elements an array or members an object has; 0 for anything else.
  [[nodiscard]] std::size_t size() const;
  /// The element of an array or the value of an object's member at `index`, or absent.
  [[nodiscard]] View at(std::size_t index) const;
  /// The name of an object's member at `index`; empty where there is none.
  [[nodiscard]] std::string_view name_at(std::size_t index) const;
  /// An object's first member called `name`, or absent.
  [[nodiscard]] View operator[](std::string_view name) const;

  /// "object", "array", "string", "number", "boolean", "null" or "nothing", for messages.
  [[nodiscard]] std::string_view type_name() const;

  [[nodiscard]] const void* address() const { return address_; }

 private:
  const void* address_ = nullptr;
};

/// A parsed JSON text, which it keeps; the Views into a moved Document stay good.
class Document {
 public:
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] View root() const;

 private:
  friend Result<Document> parse_in_place(std::string text, std::size_t values);
  struct Parsed;
  explicit Document(std::unique_ptr<Parsed> parsed);

  std::unique_ptr<Parsed> parsed_;
};

/// Reads one JSON value as RFC 8259 has it, with nothing but white space around it. An error tells
/// what is wrong and at which byte: bad syntax, bad UTF-8, a number beyond a double, values nested
/// deeper than depth_limit, more than `values` values and names.
Result<Document> parse(std::string_view text, std::size_t values = values_limit);

/// The same, but the document takes the text itself over and copies nothing of it.
Result<Document> parse_in_place(std::string text, std::size_t values = values_limit);

}  // namespace drydock::json
