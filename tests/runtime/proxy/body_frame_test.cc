#include "runtime/proxy/body_frame.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drydock::proxy::body_frame_test {
namespace {

TEST(BodyFrame, ALengthEndsAfterSoManyBytes) {
  auto frame = BodyFrame::of_length(5);
  EXPECT_EQ(frame.take("abc"), 3U);
  EXPECT_FALSE(frame.done());
  EXPECT_EQ(frame.take("deGET /"), 2U);
  EXPECT_TRUE(frame.done());
  EXPECT_EQ(frame.take("more"), 0U);
}

TEST(BodyFrame, ALengthOfZeroIsDoneAtOnce) { EXPECT_TRUE(BodyFrame::of_length(0).done()); }

TEST(BodyFrame, UntilCloseNeverEnds) {
  auto frame = BodyFrame::until_close();
  EXPECT_EQ(frame.take("abc"), 3U);
  EXPECT_FALSE(frame.done());
  EXPECT_TRUE(frame.ends_with_connection());
}

struct Chunked {
  const char* text;
  const char* data;
};

const std::vector<Chunked> right{
    {"0\r\n\r\n", ""},
    {"5\r\nhello\r\n0\r\n\r\n", "hello"},
    {"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!"},
    {"0005\r\nhello\r\n00\r\n\r\n", "hello"},
    {"A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"},
    {"5;name=value\r\nhello\r\n0\r\n\r\n", "hello"},
    {"5 \r\nhello\r\n0\r\n\r\n", "hello"},
    {"5 \t;name=\"a b\"\r\nhello\r\n0\r\n\r\n", "hello"},
    {"0000000000000005\r\nhello\r\n0\r\n\r\n", "hello"},
    {"1\r\n\n\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n", "\n"},
    {"0\r\nX-Empty:\r\nX-Text:a\tb\r\n\r\n", ""},
};

TEST(BodyFrame, ChunksEndWithTheEmptyOne) {
  for (const auto& [text, expected] : right) {
    auto frame = BodyFrame::chunked();
    std::string data;
    const std::string bytes = std::string(text) + "GET / HTTP/1.1\r\n";
    EXPECT_EQ(frame.take(bytes, &data), std::string(text).size()) << text;
    EXPECT_TRUE(frame.done()) << text;
    EXPECT_EQ(data, expected);
  }
}

TEST(BodyFrame, ChunksMayComeByteByByte) {
  for (const auto& [text, expected] : right) {
    auto frame = BodyFrame::chunked();
    std::string data;
    for (const char c : std::string(text)) {
      ASSERT_FALSE(frame.done()) << text;
      ASSERT_EQ(frame.take({&c, 1}, &data), 1U) << text;
    }
    EXPECT_TRUE(frame.done()) << text;
    EXPECT_EQ(data, expected);
  }
}

TEST(BodyFrame, IsStrictAboutChunks) {
  for (const char* wrong :
       {"\r\n", "x\r\n", "-1\r\n", "0x5\r\n", "5\nhello", "5\rhello", "5\r\nhello!", "5\r\nhello\n",
        "5\r\nhello\r!", "0\r\n\n", "0\r\n\r!", "5;a\nb\r\n", "ffffffffffffffffffff\r\n",
        "0\r\nTrailer: x\n\r\n", "5\x01\r\n", ";\r\n", "5;\x7f\r\n",
        // More digits than a size has, even where they are zeros.
        "00000000000000005\r\n", "1000000000000001\r\n",
        // Something else than an extension after the size.
        "5 hello\r\n", "5 5\r\n", "5,\r\n", "5\r;\n", "5 \n",
        // Trailers that are no fields.
        "0\r\nTrailer\r\n", "0\r\n: x\r\n", "0\r\nTrailer : x\r\n", "0\r\n Trailer: x\r\n",
        "0\r\nTrailer: x\r\n more\r\n", "0\r\nGET / HTTP/1.1\r\n"}) {
    auto frame = BodyFrame::chunked();
    frame.take(wrong);
    EXPECT_TRUE(frame.malformed()) << wrong;
    EXPECT_FALSE(frame.done()) << wrong;
  }
}

TEST(BodyFrame, LimitsWhatSurroundsTheChunks) {
  auto frame = BodyFrame::chunked();
  frame.take("0\r\n");
  for (int i = 0; i < 20'000 && !frame.malformed(); ++i) frame.take("Trailer: x\r\n");
  EXPECT_TRUE(frame.malformed());
}

TEST(BodyFrame, LimitsExtensions) {
  auto frame = BodyFrame::chunked();
  const std::string chunk = "1;" + std::string(1000, 'x') + "\r\na\r\n";
  for (int i = 0; i < 100 && !frame.malformed(); ++i) frame.take(chunk);
  EXPECT_TRUE(frame.malformed());
}

TEST(BodyFrame, LetsEachOfManyChunksBeSigned) {
  auto frame = BodyFrame::chunked();
  const std::string chunk = "1;chunk-signature=" + std::string(64, 'f') + "\r\na\r\n";
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(frame.take(chunk), chunk.size()) << i;
  EXPECT_EQ(frame.take("0\r\n\r\n"), 5U);
  EXPECT_TRUE(frame.done());
}

}  // namespace
}  // namespace drydock::proxy::body_frame_test
