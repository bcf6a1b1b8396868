#include "api/cbor/reader.h"

#include <cbor.h>

#include "emulator/json/utf8.h"

namespace drydock::cbor {
namespace {

constexpr char break_byte = '\xFF';

/// What libcbor's streaming decoder is asked for: the one item that comes next. It keeps nothing
/// and allocates nothing.
struct Head {
  Item item;
  bool in_pieces = false;  ///< A string whose pieces follow, up to a break.
  bool is_break = false;
};

Item& item_of(void* head) { return static_cast<Head*>(head)->item; }

template <Type type, class Number>
void on_number(void* head, Number number) {
  item_of(head) = {.type = type, .number = number, .bytes = {}};
}

template <class Number>
void on_floating(void* head, Number number) {
  item_of(head) = {.type = Type::floating, .floating = double{number}, .bytes = {}};
}

template <Type type, class Size>
void on_string(void* head, const unsigned char* data, Size size) {
  item_of(head) = {.type = type, .bytes = {reinterpret_cast<const char*>(data), size}};
}

template <Type type>
void on_pieces(void* head) {
  item_of(head) = {.type = type, .bytes = {}};
  static_cast<Head*>(head)->in_pieces = true;
}

template <Type type>
void on_open(void* head) {
  item_of(head) = {.type = type, .open = true, .bytes = {}};
}

void on_null(void* head) { item_of(head) = {}; }

void on_break(void* head) { static_cast<Head*>(head)->is_break = true; }

constexpr cbor_callbacks callbacks() {
  cbor_callbacks all{};
  all.uint8 = &on_number<Type::unsigned_integer>;
  all.uint16 = &on_number<Type::unsigned_integer>;
  all.uint32 = &on_number<Type::unsigned_integer>;
  all.uint64 = &on_number<Type::unsigned_integer>;
  all.negint8 = &on_number<Type::negative_integer>;
  all.negint16 = &on_number<Type::negative_integer>;
  all.negint32 = &on_number<Type::negative_integer>;
  all.negint64 = &on_number<Type::negative_integer>;
  all.byte_string = &on_string<Type::bytes>;
  all.byte_string_start = &on_pieces<Type::bytes>;
  all.string = &on_string<Type::text>;
  all.string_start = &on_pieces<Type::text>;
  all.array_start = &on_number<Type::array>;
  all.indef_array_start = &on_open<Type::array>;
  all.map_start = &on_number<Type::map>;
  all.indef_map_start = &on_open<Type::map>;
  all.tag = &on_number<Type::tag>;
  all.float2 = &on_floating;
  all.float4 = &on_floating;
  all.float8 = &on_floating;
  all.boolean = &on_number<Type::boolean>;
  all.null = &on_null;
  all.undefined = &on_null;
  all.indef_break = &on_break;
  return all;
}

/// Reads what comes first in `bytes` into `head`; gives how many bytes of them it has, or 0 where
/// it is not there whole, or is nothing.
std::size_t read_head(std::string_view bytes, Head& head) {
  static constexpr cbor_callbacks all = callbacks();
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const cbor_decoder_result result = cbor_stream_decode(data, bytes.size(), &all, &head);
  return result.status == CBOR_DECODER_FINISHED ? result.read : 0;
}

}  // namespace

std::string_view name_of(Type type) {
  switch (type) {
    case Type::unsigned_integer:
    case Type::negative_integer:
      return "an integer";
    case Type::floating:
      return "a floating-point number";
    case Type::boolean:
      return "a boolean";
    case Type::null:
      return "null";
    case Type::text:
      return "a text string";
    case Type::bytes:
      return "a byte string";
    case Type::array:
      return "an array";
    case Type::map:
      return "a map";
    case Type::tag:
      return "a tag";
  }
  return "";
}

bool Reader::fail(std::string_view what) {
  if (problem_.empty()) {
    problem_ = std::string(what) + " (at byte " + std::to_string(at_) + ")";
  }
  return false;
}

std::optional<Item> Reader::take() {
  if (!problem_.empty()) return std::nullopt;
  if (items_left_ == 0) return fail("There are too many values"), std::nullopt;
  --items_left_;
  Head head;
  const std::size_t size = read_head(bytes_.substr(at_), head);
  if (size == 0 || head.is_break) return fail("No value of CBOR is here"), std::nullopt;
  at_ += size;
  if (head.in_pieces && !join(head.item)) return std::nullopt;
  if (head.item.type == Type::text && !json::is_utf8(head.item.bytes)) {
    return fail("A text string is not UTF-8"), std::nullopt;
  }
  return head.item;
}

// The pieces are strings of the same type that are whole themselves.
bool Reader::join(Item& item) {
  joined_.clear();
  for (Rest rest(Item{.type = item.type, .open = true, .bytes = {}}); more(rest);) {
    Head piece;
    const std::size_t size = read_head(bytes_.substr(at_), piece);
    const bool fits = size > 0 && !piece.in_pieces && piece.item.type == item.type;
    if (!fits) return fail("A string has a piece that is none");
    at_ += size;
    joined_ += piece.item.bytes;
  }
  item.bytes = joined_;
  return problem_.empty();
}

bool Reader::more(Rest& rest) {
  if (!problem_.empty()) return false;
  if (!rest.open_) return rest.left_ > 0 && rest.left_-- > 0;
  if (at_end()) return fail("The end of an array, map or string is missing");
  if (bytes_[at_] != break_byte) return true;
  ++at_;
  return false;
}

bool Reader::skip(const Item& item, int depth) {
  const bool holds = item.type == Type::array || item.type == Type::map || item.type == Type::tag;
  if (!holds) return true;
  if (depth == depth_limit) return fail("The values are nested too deep");
  const int values_each = item.type == Type::map ? 2 : 1;
  Rest rest(item);
  if (item.type == Type::tag) rest.left_ = 1;
  while (more(rest)) {
    for (int i = 0; i < values_each; ++i) {
      const auto inner = take();
      if (!inner || !skip(*inner, depth + 1)) return false;
    }
  }
  return problem_.empty();
}

std::optional<std::size_t> Reader::count(const Item& item) const {
  const std::size_t values_each = item.type == Type::map ? 2 : 1;
  if (!item.open) {
    // A value has a byte at least.
    const std::size_t left = (bytes_.size() - at_) / values_each;
    return item.number <= left ? std::optional<std::size_t>(item.number) : std::nullopt;
  }
  Reader scout(bytes_.substr(at_), items_left_);
  std::size_t found = 0;
  for (Rest rest(item); scout.more(rest); ++found) {
    for (std::size_t i = 0; i < values_each; ++i) {
      const auto inner = scout.take();
      if (!inner || !scout.skip(*inner)) return std::nullopt;
    }
  }
  if (!scout.problem_.empty()) return std::nullopt;
  return found;
}

}  // namespace drydock::cbor
