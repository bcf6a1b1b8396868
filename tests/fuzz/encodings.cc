#include "api/aws/iso8601.h"
#include "emulator/base/base64.h"
#include "emulator/base/percent.h"
#include "emulator/json/utf8.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

void check_base64(std::string_view input) {
  require(base64_decode(base64_encode(input)) == input, "bytes come back from their base64");
  const auto bytes = base64_decode(input);
  if (!bytes) return;
  require(bytes->size() <= input.size() / 4 * 3, "base64 is longer than what it stands for");
  // Two texts may stand for the same bytes, since the last character may have bits to spare.
  require_equal(*base64_decode(base64_encode(*bytes)), *bytes, "decoded base64 encodes to itself");
}

void check_percent(std::string_view input) {
  require_equal(percent_decoded(percent_encoded(input)), input,
                "bytes come back from their percent-encoding");
  require(percent_decoded(input).size() <= input.size(), "decoding makes nothing longer");
}

void check_utf8(std::string_view input) {
  const std::string repaired = json::repaired_utf8(input);
  require(json::is_utf8(repaired), "what is repaired is UTF-8");
  require(json::is_utf8(input) == (repaired == input), "UTF-8 needs no repair, all else does");
  require(json::utf8_length(repaired) <= input.size(), "no character has less than a byte");
  require_equal(json::repaired_utf8(repaired), repaired, "a repair is done once");
}

void check_time(std::string_view input) {
  const auto time = aws::parse_iso8601(input);
  if (!time) return;
  require(aws::parse_iso8601(aws::iso8601(*time)) == time, "a time that was read can be written");
}

}  // namespace

void run_encodings(std::string_view input) {
  check_base64(input);
  check_percent(input);
  check_utf8(input);
  check_time(input);
}

}  // namespace drydock::fuzz
