#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock::proxy {

/// Where an HTTP/1.1 body ends, told while its bytes pass by. Bytes are passed on as they are,
/// chunk headers included, so nothing is copied; but a chunked body is checked strictly, since a
/// target that read it otherwise could be made to take part of it for another request: a size has
/// at most 16 digits, nothing but blanks and an extension follows it, and trailers are fields.
/// https://www.rfc-editor.org/rfc/rfc9112#section-6
class BodyFrame {
 public:
  static BodyFrame of_length(std::uint64_t length);
  static BodyFrame chunked();
  /// All that comes until the connection ends.
  static BodyFrame until_close();

  /// How many of the bytes belong to the body: all, unless it ends among them or is malformed.
  /// With `data` given, the body's own bytes are appended to it, without chunk headers.
  std::size_t take(std::string_view bytes, std::string* data = nullptr);

  [[nodiscard]] bool done() const { return step_ == Step::done; }
  [[nodiscard]] bool malformed() const { return step_ == Step::malformed; }
  [[nodiscard]] bool ends_with_connection() const { return step_ == Step::until_close; }

 private:
  enum class Step {
    counted,  ///< `left_` bytes to go.
    until_close,
    first_digit,  ///< Of a chunk's size.
    digits,
    padding,  ///< Blanks after the digits: an extension may follow, or the line's end.
    extension,
    size_newline,  ///< The LF of a chunk's size line.
    data,          ///< `left_` bytes of a chunk to go.
    data_return,
    data_newline,
    trailer,  ///< At the start of a trailer line, or of the empty line that ends the body.
    trailer_name,
    trailer_value,
    trailer_newline,
    last_newline,
    done,
    malformed,
  };

  explicit BodyFrame(Step step, std::uint64_t left = 0) : step_(step), left_(left) {}

  std::size_t take_data(std::string_view bytes, std::string* data);
  void take_framing(char c);
  void take_digit(char c);
  void take_after_digits(char c);
  void begin_trailer(char c);
  void take_trailer_name(char c);
  void begin_chunk();
  void expect(char c, char wanted, Step next) { step_ = c == wanted ? next : Step::malformed; }
  Step in_line(char c, Step same, Step after_return);

  Step step_;
  std::uint32_t digits_ = 0;  ///< Of the chunk's size, so far.
  std::uint64_t left_ = 0;
  /// Bytes of extensions beyond what the chunks' own data excuses, or bytes of trailers.
  std::uint64_t surplus_ = 0;
};

}  // namespace drydock::proxy
