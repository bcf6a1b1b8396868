#include "emulator/base/base64.h"

#include <gtest/gtest.h>

namespace drydock::base64_test {
namespace {

struct Row {
  std::string_view bytes;
  std::string_view text;
};

// https://www.rfc-editor.org/rfc/rfc4648#section-10
const Row rows[] = {{"", ""},
                    {"f", "Zg=="},
                    {"fo", "Zm8="},
                    {"foo", "Zm9v"},
                    {"foob", "Zm9vYg=="},
                    {"fooba", "Zm9vYmE="},
                    {"foobar", "Zm9vYmFy"},
                    {std::string_view("\0\xff\xfe", 3), "AP/+"}};

TEST(Base64, EncodesAndDecodes) {
  for (const Row& row : rows) {
    EXPECT_EQ(base64_encode(row.bytes), row.text);
    EXPECT_EQ(base64_decode(row.text), row.bytes);
  }
}

TEST(Base64, RefusesWhatIsNotBase64) {
  for (const char* text :
       {"Zg", "Zg=", "Z===", "====", "Zm9v\n", " Zm9", "Zm=v", "Zm9-", "Zm9vZg"}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace drydock::base64_test
