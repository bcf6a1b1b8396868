#include "api/aws/cbor_shapes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "api/aws/error_reply.h"
#include "api/aws/iso8601.h"
#include "api/cbor/reader.h"
#include "emulator/base/bytes.h"
#include "emulator/base/time.h"
#include "emulator/model/document.h"
#include "emulator/model/input_budget.h"
#include "emulator/model/member_search.h"

namespace drydock::aws {
namespace {

using cbor::Item;
using cbor::Type;
using model::as;
using model::Kind;
using model::Path;
using model::Shape;

/// No AWS operation comes near so many values.
constexpr std::size_t items_limit = 100'000;

/// The tag of a time. https://www.rfc-editor.org/rfc/rfc8949#section-3.4.2
constexpr std::uint64_t epoch_tag = 1;

std::string_view wanted_name(Kind kind) {
  switch (kind) {
    case Kind::structure:
    case Kind::map:
      return "a map";
    case Kind::list:
      return "an array";
    case Kind::string:
    case Kind::enumeration:
      return "a text string";
    case Kind::integer:
      return "an integer of 32 bits";
    case Kind::long_integer:
      return "an integer of 64 bits";
    case Kind::floating:
      return "a finite number";
    case Kind::boolean:
      return "a boolean";
    case Kind::timestamp:
      return "epoch seconds under tag 1";
    case Kind::blob:
      return "a byte string";
    case Kind::document:
      return "nothing, since the protocol has no documents,";
  }
  return "";
}

std::optional<std::int64_t> integer_of(const Item& item) {
  constexpr auto greatest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (item.number > greatest) return std::nullopt;
  const auto number = static_cast<std::int64_t>(item.number);
  if (item.type == Type::unsigned_integer) return number;
  if (item.type == Type::negative_integer) return -1 - number;
  return std::nullopt;
}

/// A float may come as an integer. What is no number at all ends here: JSON and forms cannot say
/// it, and what reads the struct counts on that.
std::optional<double> number_of(const Item& item) {
  if (const auto integer = integer_of(item)) return static_cast<double>(*integer);
  if (item.type != Type::floating || !std::isfinite(item.floating)) return std::nullopt;
  return item.floating;
}

// One decoding from the root down; each function is given the item that it begins with. A false
// from any of them means that error() tells why.
class Decoder {
 public:
  Decoder(std::string_view bytes, model::Violations& violations)
      : reader_(bytes, items_limit), violations_(violations), budget_(bytes.size()) {}

  bool decode_all(const Shape& shape, void* value) {
    const auto root = reader_.take();
    if (!root || !decode(*root, shape, value, Path{})) return false;
    return reader_.at_end() || fail("There are bytes after the value", Path{});
  }

  [[nodiscard]] Error error() const {
    const std::string& problem = reader_.problem().empty() ? problem_ : reader_.problem();
    return {error::serialization_exception, problem};
  }

 private:
  bool decode(const Item& item, const Shape& shape, void* value, const Path& path);
  bool decode_structure(const Item& item, const Shape& shape, void* value, const Path& path);
  bool decode_list(const Item& item, const Shape& shape, void* value, const Path& path);
  bool decode_map(const Item& item, const Shape& shape, void* value, const Path& path);
  bool decode_text(const Item& item, const Shape& shape, void* value, const Path& path);
  bool decode_number(const Item& item, const Shape& shape, void* value, const Path& path);
  bool decode_timestamp(const Item& item, const Shape& shape, void* value, const Path& path);

  bool mismatch(const Item& item, const Shape& shape, const Path& path) {
    return fail("Found " + std::string(name_of(item.type)) + " where " +
                    std::string(wanted_name(shape.kind)) + " is expected",
                path);
  }

  bool fail(std::string text, const Path& path) {
    const std::string where = model::to_text(path);
    problem_ = where.empty() ? std::move(text) : text + " (at '" + where + "')";
    return false;
  }

  bool too_many(const Path& path) {
    return fail("The lists and maps of the request have too many elements", path);
  }

  cbor::Reader reader_;
  model::Violations& violations_;
  model::InputBudget budget_;
  std::string problem_;
};

bool Decoder::decode(const Item& item, const Shape& shape, void* value, const Path& path) {
  switch (shape.kind) {
    case Kind::structure:
      return decode_structure(item, shape, value, path);
    case Kind::list:
      return decode_list(item, shape, value, path);
    case Kind::map:
      return decode_map(item, shape, value, path);
    case Kind::string:
    case Kind::enumeration:
      return decode_text(item, shape, value, path);
    case Kind::integer:
    case Kind::long_integer:
    case Kind::floating:
      return decode_number(item, shape, value, path);
    case Kind::timestamp:
      return decode_timestamp(item, shape, value, path);
    case Kind::boolean:
      if (item.type != Type::boolean) return mismatch(item, shape, path);
      as<bool>(value) = item.number != 0;
      return true;
    case Kind::blob:
      if (item.type != Type::bytes) return mismatch(item, shape, path);
      as<Bytes>(value).data = item.bytes;
      return true;
    case Kind::document:
      break;
  }
  return mismatch(item, shape, path);
}

bool Decoder::decode_structure(const Item& item, const Shape& shape, void* value,
                               const Path& path) {
  if (item.type != Type::map) return mismatch(item, shape, path);
  model::MemberSearch search(shape);
  for (cbor::Reader::Rest rest(item); reader_.more(rest);) {
    const auto name = reader_.take();
    if (!name) return false;
    if (name->type != Type::text) return fail("A member's name is no text string", path);
    const model::Member* member = search.find(name->bytes);
    const auto inner = reader_.take();
    if (!inner) return false;
    if (member == nullptr || inner->type == Type::null) {
      if (!reader_.skip(*inner)) return false;
      continue;
    }
    void* field = model::make_field(value, *member);
    if (!decode(*inner, *member->shape, field, search.step(*member, path))) return false;
    search.mark(*member);
  }
  search.note_missing(violations_, path);
  return reader_.problem().empty();
}

bool Decoder::decode_list(const Item& item, const Shape& shape, void* value, const Path& path) {
  if (item.type != Type::array) return mismatch(item, shape, path);
  const auto count = reader_.count(item);
  if (!count) return fail("An array is not there whole", path);
  if (model::is_longer_than_allowed(shape, *count)) {
    note(violations_, model::Violation::Rule::max, shape, path);
    return reader_.skip(item);
  }
  if (!budget_.take(*count, shape.access->stride)) return too_many(path);
  const model::Elements elements = shape.access->make(value, *count);
  auto* element = static_cast<char*>(elements.first);
  Path step{.outer = &path};
  for (cbor::Reader::Rest rest(item); reader_.more(rest);) {
    const auto inner = reader_.take();
    if (!inner || !decode(*inner, *shape.element, element, step)) return false;
    element += shape.access->stride;
    ++step.index;
  }
  return reader_.problem().empty();
}

bool Decoder::decode_map(const Item& item, const Shape& shape, void* value, const Path& path) {
  if (item.type != Type::map) return mismatch(item, shape, path);
  Path step{.outer = &path};
  for (cbor::Reader::Rest rest(item); reader_.more(rest);) {
    const auto name = reader_.take();
    if (!name) return false;
    if (name->type != Type::text) return fail("A map's key is no text string", path);
    const std::string key(name->bytes);
    const auto inner = reader_.take();
    if (!inner) return false;
    if (inner->type == Type::null) continue;
    if (!budget_.take_entry()) return too_many(path);
    void* entry = shape.access->entry(value, key);
    if (!decode(*inner, *shape.element, entry, step)) return false;
    ++step.index;
  }
  return reader_.problem().empty();
}

bool Decoder::decode_text(const Item& item, const Shape& shape, void* value, const Path& path) {
  if (item.type != Type::text) return mismatch(item, shape, path);
  if (shape.kind == Kind::string) {
    as<std::string>(value) = item.bytes;
  } else if (const auto number = find_enumerator(shape, item.bytes)) {
    model::set_enumerator(value, *number);
  } else {
    note(violations_, model::Violation::Rule::enumeration, shape, path, std::string(item.bytes));
  }
  return true;
}

bool Decoder::decode_number(const Item& item, const Shape& shape, void* value, const Path& path) {
  if (shape.kind == Kind::floating) {
    const auto number = number_of(item);
    if (!number) return mismatch(item, shape, path);
    as<double>(value) = *number;
    return true;
  }
  const auto number = integer_of(item);
  if (!number) return mismatch(item, shape, path);
  if (shape.kind == Kind::long_integer) {
    as<std::int64_t>(value) = *number;
    return true;
  }
  using Integer = std::numeric_limits<std::int32_t>;
  if (*number < Integer::min() || *number > Integer::max()) return mismatch(item, shape, path);
  as<std::int32_t>(value) = static_cast<std::int32_t>(*number);
  return true;
}

bool Decoder::decode_timestamp(const Item& item, const Shape& shape, void* value,
                               const Path& path) {
  if (item.type != Type::tag || item.number != epoch_tag) return mismatch(item, shape, path);
  const auto inner = reader_.take();
  if (!inner) return false;
  const auto seconds = number_of(*inner);
  const auto time = seconds ? time_of_epoch_seconds(*seconds) : std::nullopt;
  if (!time) return mismatch(*inner, shape, path);
  as<TimePoint>(value) = *time;
  return true;
}

void encode_structure(cbor::Writer& writer, const Shape& shape, const void* value) {
  const auto is_set = [value](const model::Member& member) {
    return member.shape->kind != Kind::document && model::find_field(value, member) != nullptr;
  };
  writer.begin_map(static_cast<std::size_t>(std::ranges::count_if(shape.members, is_set)));
  for (const model::Member& member : shape.members) {
    if (!is_set(member)) continue;
    writer.text(member.name);
    encode_cbor(writer, *member.shape, model::find_field(value, member));
  }
}

void encode_list(cbor::Writer& writer, const Shape& shape, const void* value) {
  const model::Elements elements = shape.access->elements(const_cast<void*>(value));
  const auto* element = static_cast<const char*>(elements.first);
  writer.begin_array(elements.count);
  for (std::size_t i = 0; i < elements.count; ++i, element += shape.access->stride) {
    encode_cbor(writer, *shape.element, element);
  }
}

void encode_map(cbor::Writer& writer, const Shape& shape, const void* value) {
  std::size_t count = 0;
  shape.access->visit(value, &count, [](void* counted, std::string_view, const void*) {
    ++as<std::size_t>(counted);
  });
  struct Walk {
    cbor::Writer& writer;
    const Shape& element;
  } walk{writer, *shape.element};
  writer.begin_map(count);
  shape.access->visit(value, &walk, [](void* to, std::string_view key, const void* item) {
    auto& at = as<Walk>(to);
    at.writer.text(key);
    encode_cbor(at.writer, at.element, item);
  });
}

}  // namespace

Result<Done> decode_cbor(std::string_view bytes, const Shape& shape, void* value,
                         model::Violations& violations) {
  Decoder decoder(bytes, violations);
  if (!decoder.decode_all(shape, value)) return decoder.error();
  return Done{};
}

void encode_cbor(cbor::Writer& writer, const Shape& shape, const void* value) {
  switch (shape.kind) {
    case Kind::structure:
      return encode_structure(writer, shape, value);
    case Kind::list:
      return encode_list(writer, shape, value);
    case Kind::map:
      return encode_map(writer, shape, value);
    case Kind::string:
      return writer.text(as<std::string>(value));
    case Kind::enumeration:
      return writer.text(shape.enumerators[model::enumerator_number(value)]);
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
      return writer.bytes(as<Bytes>(value).data);
    case Kind::document:
      return writer.null();
  }
}

}  // namespace drydock::aws
