#pragma once

#include <array>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "emulator/base/bytes.h"
#include "emulator/base/number.h"
#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/json/document.h"
#include "emulator/json/shape_json.h"
#include "emulator/json/writer.h"

/// Records to JSON and back, exactly: any struct that BOOST_DESCRIBE_STRUCT describes, made of
/// other such structs, generated model structs and enums, enums of BOOST_DESCRIBE_ENUM (by their
/// enumerators' names, or by what `kept_text()` gives where there is one), std::optional, vector,
/// set and map, TimePoint and Duration (whole milliseconds), Bytes (base64), bool, integers,
/// double, std::string, and string types of their own that have `text()` and are made from a
/// std::string.
///
/// A record is walked by a table of its members; only the few bytes of code that name a type are
/// made for each, so that a record costs little to compile.
namespace drydock::json {

/// How a value of one type is written and read. A problem tells where and what in a sentence; then
/// the value is in no particular state.
using Problem = std::optional<std::string>;
struct Codec {
  void (*write)(Writer& writer, const void* value);
  Problem (*read)(View view, void* value);
};

/// One member of a described struct.
struct Field {
  std::string_view name;
  void* (*of)(void* record);
  const Codec* codec;
};

/// One enumerator of a described enum.
struct EnumeratorName {
  std::string_view name;
  std::int64_t value;
};

namespace detail {

using model::as;

void write_fields(Writer& writer, std::span<const Field> fields, const void* record);
Problem read_fields(View view, std::span<const Field> fields, void* record);
void write_enumerator(Writer& writer, std::span<const EnumeratorName> names, std::int64_t value);
std::optional<std::int64_t> find_enumerator(View view, std::span<const EnumeratorName> names);
Problem read_shape(View view, const model::Shape& shape, void* value);
Problem read_text(View view, std::string& text);
/// The problem of a value that is not what `wanted` says.
Problem not_a(std::string_view wanted, View found);
/// The same problem one step further out.
Problem within(std::string_view step, Problem problem);
Problem within(std::size_t index, Problem problem);

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

/// A generated struct or enum. Their namespaces alone specialise shape_of.
template <class T>
concept Modelled = requires {
  model::shape_of<T>();
};

/// A string type of its own, such as an ARN or a digest.
template <class T>
concept StrongText = !std::same_as<T, std::string> && std::constructible_from<T, std::string> &&
                     requires(const T& value) {
  { value.text() } -> std::convertible_to<std::string_view>;
};

template <class T>
struct CodecOf;

template <class T>
constexpr const Codec* codec_of() {
  return &CodecOf<T>::codec;
}

template <auto Member>
struct MemberAccess;
template <class Record, class T, T Record::*Member>
struct MemberAccess<Member> {
  using Type = T;
  static void* of(void* record) { return &(static_cast<Record*>(record)->*Member); }
};

template <class... Descriptor>
constexpr auto fields_from(boost::mp11::mp_list<Descriptor...>) {
  return std::array<Field, sizeof...(Descriptor)>{
      Field{Descriptor::name, &MemberAccess<Descriptor::pointer>::of,
            codec_of<typename MemberAccess<Descriptor::pointer>::Type>()}...};
}

template <class... Descriptor>
constexpr auto enumerators_from(boost::mp11::mp_list<Descriptor...>) {
  return std::array<EnumeratorName, sizeof...(Descriptor)>{
      EnumeratorName{Descriptor::name, static_cast<std::int64_t>(Descriptor::value)}...};
}

template <Described T>
struct CodecOf<T> {
  static std::span<const Field> fields() {
    using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
    static constexpr auto table =
        fields_from(boost::mp11::mp_rename<Members, boost::mp11::mp_list>());
    return table;
  }
  static void write(Writer& writer, const void* value) { write_fields(writer, fields(), value); }
  static Problem read(View view, void* value) { return read_fields(view, fields(), value); }
  static constexpr Codec codec{&write, &read};
};

/// An enum that is kept in other words than its enumerators' names.
template <class T>
concept KeptInWords = requires(T value) {
  { kept_text(value) } -> std::convertible_to<std::string_view>;
};

template <DescribedEnum T>
struct CodecOf<T> {
  static std::span<const EnumeratorName> names() {
    static const auto table = [] {
      using Enumerators = boost::describe::describe_enumerators<T>;
      auto names = enumerators_from(boost::mp11::mp_rename<Enumerators, boost::mp11::mp_list>());
      if constexpr (KeptInWords<T>) {
        for (auto& [name, value] : names) name = kept_text(static_cast<T>(value));
      }
      return names;
    }();
    return table;
  }
  static void write(Writer& writer, const void* value) {
    write_enumerator(writer, names(), static_cast<std::int64_t>(as<T>(value)));
  }
  static Problem read(View view, void* value) {
    const auto number = find_enumerator(view, names());
    if (!number) return not_a("a known name", view);
    as<T>(value) = static_cast<T>(*number);
    return std::nullopt;
  }
  static constexpr Codec codec{&write, &read};
};

template <Modelled T>
struct CodecOf<T> {
  static void write(Writer& writer, const void* value) {
    encode(writer, model::shape_of<T>(), value);
  }
  static Problem read(View view, void* value) {
    return read_shape(view, model::shape_of<T>(), value);
  }
  static constexpr Codec codec{&write, &read};
};

template <StrongText T>
struct CodecOf<T> {
  static void write(Writer& writer, const void* value) { writer.string(as<T>(value).text()); }
  static Problem read(View view, void* value) {
    std::string text;
    Problem problem = read_text(view, text);
    if (!problem) as<T>(value) = T(std::move(text));
    return problem;
  }
  static constexpr Codec codec{&write, &read};
};

template <>
struct CodecOf<std::string> {
  static const Codec codec;
};
template <>
struct CodecOf<bool> {
  static const Codec codec;
};
template <>
struct CodecOf<double> {
  static const Codec codec;
};
template <>
struct CodecOf<TimePoint> {
  static const Codec codec;
};
template <>
struct CodecOf<Duration> {
  static const Codec codec;
};
template <>
struct CodecOf<Bytes> {
  static const Codec codec;
};

template <std::integral T>
struct CodecOf<T> {
  static void write(Writer& writer, const void* value) {
    writer.integer(static_cast<std::int64_t>(as<T>(value)));
  }
  static Problem read(View view, void* value) {
    const auto number = view.as_integer();
    if (!number || !std::in_range<T>(*number)) return not_a("an integer in range", view);
    as<T>(value) = static_cast<T>(*number);
    return std::nullopt;
  }
  static constexpr Codec codec{&write, &read};
};

template <class T>
struct CodecOf<std::optional<T>> {
  static void write(Writer& writer, const void* value) {
    const auto& held = as<std::optional<T>>(value);
    if (!held) return writer.null();
    codec_of<T>()->write(writer, &*held);
  }
  static Problem read(View view, void* value) {
    auto& held = as<std::optional<T>>(value);
    held.reset();
    if (view.is_null()) return std::nullopt;
    return codec_of<T>()->read(view, &held.emplace());
  }
  static constexpr Codec codec{&write, &read};
};

template <class T>
struct CodecOf<std::vector<T>> {
  static void write(Writer& writer, const void* value) {
    writer.begin_array();
    for (const T& item : as<std::vector<T>>(value)) codec_of<T>()->write(writer, &item);
    writer.end_array();
  }
  static Problem read(View view, void* value) {
    if (!view.is_array()) return not_a("an array", view);
    auto& items = as<std::vector<T>>(value);
    items = std::vector<T>(view.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (auto problem = codec_of<T>()->read(view.at(i), &items[i])) return within(i, problem);
    }
    return std::nullopt;
  }
  static constexpr Codec codec{&write, &read};
};

template <class T, class Less>
struct CodecOf<std::set<T, Less>> {
  static void write(Writer& writer, const void* value) {
    writer.begin_array();
    for (const T& item : as<std::set<T, Less>>(value)) codec_of<T>()->write(writer, &item);
    writer.end_array();
  }
  static Problem read(View view, void* value) {
    if (!view.is_array()) return not_a("an array", view);
    auto& items = as<std::set<T, Less>>(value);
    items.clear();
    for (std::size_t i = 0; i < view.size(); ++i) {
      T item{};
      if (auto problem = codec_of<T>()->read(view.at(i), &item)) return within(i, problem);
      items.insert(std::move(item));
    }
    return std::nullopt;
  }
  static constexpr Codec codec{&write, &read};
};

/// Maps are objects; their keys are strings, strong strings, or integers in decimal digits.
template <class Key>
std::string key_text(const Key& key) {
  if constexpr (std::integral<Key>) {
    return std::to_string(key);
  } else if constexpr (StrongText<Key>) {
    return std::string(key.text());
  } else {
    return key;
  }
}

template <class Key>
std::optional<Key> key_from(std::string_view text) {
  if constexpr (std::integral<Key>) {
    return parse_number<Key>(text);
  } else {
    return Key(std::string(text));
  }
}

template <class Key, class T, class Less>
struct CodecOf<std::map<Key, T, Less>> {
  static void write(Writer& writer, const void* value) {
    writer.begin_object();
    for (const auto& [key, item] : as<std::map<Key, T, Less>>(value)) {
      writer.key(key_text(key));
      codec_of<T>()->write(writer, &item);
    }
    writer.end_object();
  }
  static Problem read(View view, void* value) {
    if (!view.is_object()) return not_a("an object", view);
    auto& items = as<std::map<Key, T, Less>>(value);
    items.clear();
    for (std::size_t i = 0; i < view.size(); ++i) {
      auto key = key_from<Key>(view.name_at(i));
      if (!key) return within(view.name_at(i), not_a("another key", view.at(i)));
      auto problem = codec_of<T>()->read(view.at(i), &items[std::move(*key)]);
      if (problem) return within(view.name_at(i), problem);
    }
    return std::nullopt;
  }
  static constexpr Codec codec{&write, &read};
};

}  // namespace detail

/// Writes the record, or any other type of which records are made.
template <class Record>
void write(Writer& writer, const Record& record) {
  detail::codec_of<Record>()->write(writer, &record);
}

/// Reads what write() wrote. Members that are not there keep the values that a new record has, and
/// unknown ones are ignored, so that a record may gain and lose members between versions. An error
/// has error_code and tells the place: "deployments.2.created_at: …".
template <class Record>
Result<Record> read(View view) {
  Record record{};
  if (auto problem = detail::codec_of<Record>()->read(view, &record)) {
    return aws::Error(error_code, std::move(*problem));
  }
  return record;
}

/// The record as one JSON text. Equal records give equal texts.
template <class Record>
std::string to_json(const Record& record) {
  Writer writer;
  write(writer, record);
  return std::string(writer.text());
}

/// The record that to_json() gave as `text`.
template <class Record>
Result<Record> from_json(std::string_view text) {
  const auto document = parse(text);
  if (!document) return document.error();
  return read<Record>(document->root());
}

}  // namespace drydock::json
