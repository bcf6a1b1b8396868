#include "tests/fuzz/plain_head.h"

#include <algorithm>

#include "emulator/elb/wildcard.h"
#include "tests/fuzz/property.h"

namespace drydock::fuzz {
namespace {

bool is_line(std::string_view line) {
  return std::ranges::none_of(line, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

/// https://www.rfc-editor.org/rfc/rfc9110#name-tokens
bool is_token(std::string_view text) {
  constexpr std::string_view letters =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !text.empty() && text.find_first_not_of(letters) == text.npos;
}

}  // namespace

int PlainHead::count(std::string_view name) const {
  return static_cast<int>(std::ranges::count_if(
      fields, [&](const auto& field) { return elb::equals_ignoring_case(field.first, name); }));
}

std::optional<PlainHead> read_plainly(std::string_view text) {
  PlainHead head;
  for (bool first = true;; first = false) {
    const auto end = text.find("\r\n");
    if (end == text.npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    if (line.empty()) break;
    if (!is_line(line)) return std::nullopt;
    if (first) {
      head.start = line;
      continue;
    }
    const auto colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon))) return std::nullopt;
    head.fields.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  if (!text.empty() || head.start.empty()) return std::nullopt;
  return head;
}

void require_one_framing(const PlainHead& head) {
  require(head.count("content-length") + head.count("transfer-encoding") <= 1,
          "a body's end is told at most once");
  for (const auto& [name, value] : head.fields) {
    if (elb::equals_ignoring_case(name, "transfer-encoding")) {
      require_equal(value, " chunked", "chunked is the only coding");
    }
    if (elb::equals_ignoring_case(name, "content-length")) {
      require(value.size() > 1 && value.find_first_not_of("0123456789", 1) == value.npos,
              "a length is a number");
    }
  }
}

}  // namespace drydock::fuzz
