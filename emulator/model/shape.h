#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

/// The vocabulary of the generated shape tables. The generator (api/aws/generator) turns each
/// service model into C++ structs and, beside them, constant tables in these types: what a struct's
/// members are called on the wire, where they lie, what they may hold. One decoder, one validator
/// and one encoder a format walk the tables, so no code is generated for a single shape.
namespace drydock::model {

/// What a shape is made of, and so which C++ type holds it.
enum class Kind : std::uint8_t {
  structure,     ///< A generated struct.
  list,          ///< std::vector
  map,           ///< std::map<std::string, T>
  string,        ///< std::string
  enumeration,   ///< A generated enum class over std::uint16_t, numbered from 0 in model order.
  integer,       ///< std::int32_t
  long_integer,  ///< std::int64_t
  floating,      ///< double, for the model's float and double.
  boolean,       ///< bool
  timestamp,     ///< TimePoint
  blob,          ///< Bytes
  document,      ///< Document: any JSON.
};

/// The value of C++ type T at `value`: the walkers of a table know from its Kind which type that
/// is.
template <class T>
T& as(void* value) {
  return *static_cast<T*>(value);
}

template <class T>
const T& as(const void* value) {
  return *static_cast<const T*>(value);
}

/// What to do with a `std::optional<T>` whose T only the generated code knows.
enum class OptionalStep : std::uint8_t {
  look,   ///< Give the value's address, or null where there is none.
  fill,   ///< Put a default value in, also over an old one, and give its address.
  clear,  ///< Take the value out; gives null.
};

/// The elements of a list: they lie `Access::stride` bytes apart.
struct Elements {
  void* first;
  std::size_t count;
};

/// What a walk is told of each entry of a map.
using MapVisitor = void (*)(void* context, std::string_view key, const void* value);

/// How a value of one C++ type is reached through a `void*`. Functions that make no sense for the
/// type, or that no struct has a use for, are null.
struct Access {
  /// For a `std::optional<T>` at `field`.
  void* (*optional)(void* field, OptionalStep step) = nullptr;

  /// Lists: the elements, and as many default elements as `count` in place of the old ones.
  Elements (*elements)(void* list) = nullptr;
  Elements (*make)(void* list, std::size_t count) = nullptr;
  std::size_t stride = 0;

  /// Maps: the value at `key`, made if it is not there, and a visit of all entries in key order.
  void* (*entry)(void* map, std::string_view key) = nullptr;
  void (*visit)(const void* map, void* context, MapVisitor visitor) = nullptr;
};

/// What the model says a value must satisfy beyond its type.
struct Constraints {
  std::optional<double> min;  ///< Least length of a string, list or map, or least number.
  std::optional<double> max;  ///< Greatest of the same.
  std::string_view pattern;   ///< Regular expression for the whole string; empty: none.
};

struct Member;

/// One shape of a service model.
struct Shape {
  std::string_view name;  ///< As in the model: "CreateServiceRequest".
  Kind kind;
  bool constrained;                 ///< Its own or a nested shape's constraints exist.
  const Constraints* constraints;   ///< Null where it has none of its own.
  const Access* access;             ///< How its C++ type is reached.
  std::span<const Member> members;  ///< Of a structure, in model order.
  const Shape* element;             ///< Of a list, or the value's of a map.
  const Shape* key;                 ///< Of a map.
  std::string_view element_name;    ///< Of a list in XML and query: "member", "item", …
  std::span<const std::string_view> enumerators;  ///< Wire texts, by the enum's number.
};

/// One member of a structure.
struct Member {
  std::string_view name;        ///< In JSON and in messages: "desiredCount".
  std::string_view query_name;  ///< In a query or ec2 request.
  std::string_view xml_name;    ///< In a query or ec2 response.
  const Shape* shape;
  std::size_t offset;  ///< Bytes from the start of the struct.
  bool required;       ///< Held as plain T, not as std::optional<T>.
};

/// The value of a structure's member, or null where it is optional and not set.
inline const void* find_field(const void* structure, const Member& member) {
  // Looking through `optional` changes nothing; its type is the one for all steps.
  void* field = static_cast<char*>(const_cast<void*>(structure)) + member.offset;
  return member.required ? field : member.shape->access->optional(field, OptionalStep::look);
}

/// Where the value of a structure's member is to be put; an optional one is set to a default value.
inline void* make_field(void* structure, const Member& member) {
  void* field = static_cast<char*>(structure) + member.offset;
  return member.required ? field : member.shape->access->optional(field, OptionalStep::fill);
}

/// The table that describes T, a generated struct or enum. The generated headers specialise it.
template <class T>
const Shape& shape_of() = delete;

/// A generated enum class.
template <class T>
concept Enumeration = std::is_enum_v<T> && std::is_same_v<std::underlying_type_t<T>, std::uint16_t>;

/// The number of a generated enum's value at `value`, and a way to set it. The enums' common
/// underlying type is what lets one function serve them all.
std::uint16_t enumerator_number(const void* value);
void set_enumerator(void* value, std::uint16_t number);

/// What `value` is called on the wire, such as "FARGATE_SPOT". Found by ADL for generated enums.
template <Enumeration E>
std::string_view to_text(E value) {
  return shape_of<E>().enumerators[static_cast<std::size_t>(value)];
}

/// Whether a list or map of `count` elements is longer than the model allows.
bool is_longer_than_allowed(const Shape& shape, std::size_t count);

/// The number of the enumerator called `text`, if the enumeration has it.
std::optional<std::uint16_t> find_enumerator(const Shape& enumeration, std::string_view text);

/// The enumerator that the wire calls `text`, if there is one.
template <Enumeration E>
std::optional<E> from_text(std::string_view text) {
  const auto number = find_enumerator(shape_of<E>(), text);
  if (!number) return std::nullopt;
  return static_cast<E>(*number);
}

}  // namespace drydock::model
