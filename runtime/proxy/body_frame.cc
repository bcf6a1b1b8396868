#include "runtime/proxy/body_frame.h"

#include <algorithm>

#include "emulator/base/hex.h"

namespace drydock::proxy {
namespace {

/// So much may surround the chunks. A sender that signs its chunks has an extension on each, so
/// every chunk excuses some of it, and its data some more.
constexpr std::uint64_t surplus_limit = 16 * 1024;
constexpr std::uint64_t excused_per_chunk = 128;
constexpr std::uint32_t most_digits = 16;
constexpr std::uint64_t largest_chunk = std::uint64_t{1} << 60;

/// https://www.rfc-editor.org/rfc/rfc9110#name-tokens
bool is_token(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
}

bool is_text(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

}  // namespace

BodyFrame BodyFrame::of_length(std::uint64_t length) {
  return BodyFrame(length == 0 ? Step::done : Step::counted, length);
}

BodyFrame BodyFrame::chunked() { return BodyFrame(Step::first_digit); }
BodyFrame BodyFrame::until_close() { return BodyFrame(Step::until_close); }

std::size_t BodyFrame::take(std::string_view bytes, std::string* data) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !done() && !malformed()) {
    if (step_ == Step::counted || step_ == Step::until_close || step_ == Step::data) {
      taken += take_data(bytes.substr(taken), data);
    } else {
      take_framing(bytes[taken++]);
    }
  }
  return taken;
}

std::size_t BodyFrame::take_data(std::string_view bytes, std::string* data) {
  std::size_t count = bytes.size();
  if (step_ != Step::until_close) {
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, left_));
    left_ -= count;
    if (left_ == 0) step_ = step_ == Step::counted ? Step::done : Step::data_return;
  }
  if (data != nullptr) data->append(bytes.substr(0, count));
  return count;
}

void BodyFrame::take_framing(char c) {
  switch (step_) {
    case Step::first_digit:
      digits_ = 0;
      left_ = 0;
      step_ = hex_value(c) ? Step::digits : Step::malformed;
      if (step_ == Step::digits) take_digit(c);
      break;
    case Step::digits:
      take_digit(c);
      break;
    case Step::padding:
      take_after_digits(c);
      break;
    case Step::extension:
      step_ = in_line(c, Step::extension, Step::size_newline);
      break;
    case Step::size_newline:
      expect(c, '\n', left_ == 0 ? Step::trailer : Step::data);
      begin_chunk();
      break;
    case Step::data_return:
      expect(c, '\r', Step::data_newline);
      break;
    case Step::data_newline:
      expect(c, '\n', Step::first_digit);
      break;
    case Step::trailer:
      begin_trailer(c);
      break;
    case Step::trailer_name:
      take_trailer_name(c);
      break;
    case Step::trailer_value:
      step_ = in_line(c, Step::trailer_value, Step::trailer_newline);
      break;
    case Step::trailer_newline:
      expect(c, '\n', Step::trailer);
      break;
    case Step::last_newline:
      expect(c, '\n', Step::done);
      break;
    case Step::counted:
    case Step::until_close:
    case Step::data:
    case Step::done:
    case Step::malformed:
      break;
  }
}

void BodyFrame::take_digit(char c) {
  const auto value = hex_value(c);
  if (!value) return take_after_digits(c);
  left_ = left_ * 16 + *value;
  if (++digits_ > most_digits || left_ > largest_chunk) step_ = Step::malformed;
}

void BodyFrame::take_after_digits(char c) {
  if (c == ' ' || c == '\t') {
    step_ = in_line(c, Step::padding, Step::size_newline);
  } else {
    step_ =
        c == ';' || c == '\r' ? in_line(c, Step::extension, Step::size_newline) : Step::malformed;
  }
}

void BodyFrame::begin_trailer(char c) {
  if (c == '\r') {
    step_ = Step::last_newline;
  } else if (c == ':') {
    step_ = Step::malformed;
  } else {
    take_trailer_name(c);
  }
}

/// An empty name, a blank before the colon and a line that goes on the one before are refused: they
/// are what readers disagree on.
void BodyFrame::take_trailer_name(char c) {
  if (c == ':') {
    step_ = Step::trailer_value;
  } else {
    step_ = is_token(c) ? in_line(c, Step::trailer_name, Step::malformed) : Step::malformed;
  }
}

void BodyFrame::begin_chunk() {
  const std::uint64_t excused = left_ == 0 ? surplus_ : left_ + excused_per_chunk;
  surplus_ -= std::min(surplus_, excused);
}

BodyFrame::Step BodyFrame::in_line(char c, Step same, Step after_return) {
  if (c == '\r') return after_return;
  return is_text(c) && ++surplus_ <= surplus_limit ? same : Step::malformed;
}

}  // namespace drydock::proxy
