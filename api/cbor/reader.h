#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace drydock::cbor {

/// The most arrays, maps and tags that may stand in one another in a value that is skipped.
inline constexpr int depth_limit = 64;

/// What an item is. An array or map is followed by its elements, a tag by what it is about.
enum class Type : std::uint8_t {
  unsigned_integer,
  negative_integer,
  floating,
  boolean,
  null,  ///< Undefined as well.
  text,
  bytes,
  array,
  map,
  tag,
};

/// The item's name in a message: "a text string".
std::string_view name_of(Type type);

/// One item.
struct Item {
  Type type = Type::null;
  /// An unsigned integer n as n, a negative one as -1 - n, a boolean as 0 or 1, a tag's number; of
  /// an array or map how many elements or entries it says it has.
  std::uint64_t number = 0;
  double floating = 0;
  bool open = false;       ///< Of an array or map: it goes on until a break, whatever `number` is.
  std::string_view bytes;  ///< Of a text or byte string, joined; good until the next item is taken.
};

/// Reads one value of CBOR, item by item, from bytes that anybody may have sent. Nothing is kept of
/// them and nothing is reserved by a length that they tell: an array of 2^60 elements is an item as
/// any other, and a string is there whole or is an error. https://www.rfc-editor.org/rfc/rfc8949
///
/// What cannot be read is told once, by problem(); from then on nothing more is read.
class Reader {
 public:
  /// At most `items` items are taken of `bytes`, which outlive the reader.
  Reader(std::string_view bytes, std::size_t items) : bytes_(bytes), items_left_(items) {}

  /// The next item, or nothing where there is a problem. A text is valid UTF-8.
  std::optional<Item> take();

  /// What of an array or map is still to come.
  class Rest {
   public:
    explicit Rest(const Item& item) : left_(item.number), open_(item.open) {}

   private:
    friend class Reader;
    std::uint64_t left_;
    bool open_;
  };
  /// Whether another element or entry follows; an open array or map is over with its break.
  bool more(Rest& rest);

  /// Takes all that belongs to an item that was taken. False where there is a problem.
  bool skip(const Item& item) { return skip(item, 0); }

  /// How many elements an array or entries a map has, all of them yet to be taken; nothing where
  /// they are not all there.
  [[nodiscard]] std::optional<std::size_t> count(const Item& item) const;

  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
  /// What is wrong and at which byte; empty where nothing is.
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  std::optional<Item> take_head();
  bool join(Item& item);
  bool skip(const Item& item, int depth);
  bool fail(std::string_view what);

  std::string_view bytes_;
  std::size_t items_left_;
  std::size_t at_ = 0;
  std::string joined_;  // Of the last string that came in pieces.
  std::string problem_;
};

}  // namespace drydock::cbor
