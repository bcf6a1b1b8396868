#include "runtime/proxy/head.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drydock::proxy::head_test {
namespace {

struct ReadRequest {
  explicit ReadRequest(std::string text) : bytes(std::move(text)) {
    state = parser.parse(bytes, head);
  }
  std::string bytes;
  RequestParser parser;
  RequestHead head;
  HeadState state;
};

TEST(RequestHead, IsReadInParts) {
  const ReadRequest read(
      "POST /a/b?x=1&y HTTP/1.1\r\nHost: shop:8080\r\nContent-Length: 3\r\nX-Any:  v  \r\n\r\nabc");
  ASSERT_EQ(read.state, HeadState::complete);
  EXPECT_EQ(read.head.method, "POST");
  EXPECT_EQ(read.head.target, "/a/b?x=1&y");
  EXPECT_EQ(read.head.host, "shop:8080");
  EXPECT_EQ(read.head.path, "/a/b");
  EXPECT_EQ(read.head.query, "x=1&y");
  EXPECT_EQ(read.head.content_length, 3U);
  EXPECT_EQ(read.head.size, read.bytes.size() - 3);
  EXPECT_TRUE(read.head.keep_alive);
  ASSERT_EQ(read.head.fields.size(), 3U);
  EXPECT_EQ(read.head.fields[2].name, "X-Any");
  EXPECT_EQ(read.head.fields[2].value, "v");
}

TEST(RequestHead, MayComeByteByByte) {
  const std::string text = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  RequestParser parser;
  RequestHead head;
  for (std::size_t size = 0; size < text.size(); ++size) {
    ASSERT_EQ(parser.parse(text.substr(0, size), head), HeadState::incomplete) << size;
  }
  EXPECT_EQ(parser.parse(text, head), HeadState::complete);
}

TEST(RequestHead, TakesAnAbsoluteTarget) {
  const ReadRequest read("GET http://other.example/p?q HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_EQ(read.state, HeadState::complete);
  EXPECT_EQ(read.head.host, "other.example");
  EXPECT_EQ(read.head.path, "/p");
  EXPECT_EQ(read.head.query, "q");
}

TEST(RequestHead, PutsAValueOfSeveralLinesTogether) {
  const ReadRequest read("GET / HTTP/1.1\r\nHost: x\r\nX-Long: one\r\n  two\r\n\r\n");
  ASSERT_EQ(read.state, HeadState::complete);
  EXPECT_EQ(read.head.fields[1].value, "one two");
}

TEST(RequestHead, KnowsWhatTheConnectionIsFor) {
  EXPECT_FALSE(ReadRequest("GET / HTTP/1.0\r\n\r\n").head.keep_alive);
  EXPECT_TRUE(ReadRequest("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").head.keep_alive);
  EXPECT_FALSE(
      ReadRequest("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").head.keep_alive);
  const std::string upgrade = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ";
  EXPECT_TRUE(ReadRequest(upgrade + "WebSocket\r\n\r\n").head.upgrade);
  EXPECT_FALSE(ReadRequest(upgrade + "h2c\r\n\r\n").head.upgrade);
}

TEST(RequestHead, MayFollowOneEmptyLine) {
  const std::string text = "\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  RequestParser parser;
  RequestHead head;
  for (std::size_t size = 0; size < text.size(); ++size) {
    ASSERT_EQ(parser.parse(std::string_view(text).substr(0, size), head), HeadState::incomplete);
  }
  EXPECT_EQ(parser.parse(text, head), HeadState::complete);
  EXPECT_EQ(head.size, text.size());
  EXPECT_EQ(head.path, "/a");
}

TEST(RequestHead, MayHaveAQueryWithoutAPath) {
  const ReadRequest plain("GET ?a=b HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_EQ(plain.state, HeadState::complete);
  EXPECT_EQ(plain.head.path, "/");
  EXPECT_EQ(plain.head.query, "a=b");
  const ReadRequest absolute("GET http://other?a=b HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_EQ(absolute.state, HeadState::complete);
  EXPECT_EQ(absolute.head.host, "other");
  EXPECT_EQ(absolute.head.path, "/");
  EXPECT_EQ(absolute.head.query, "a=b");
}

TEST(RequestHead, MayNameNoHost) {
  const ReadRequest old("GET / HTTP/1.0\r\n\r\n");
  ASSERT_EQ(old.state, HeadState::complete);
  EXPECT_EQ(old.head.host, "");
  const ReadRequest empty("GET / HTTP/1.1\r\nHost:\r\n\r\n");
  ASSERT_EQ(empty.state, HeadState::complete);
  EXPECT_EQ(empty.head.host, "");
}

TEST(RequestHead, BecomesAWebSocketOnlyWithoutABody) {
  const std::string fields =
      " / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
  EXPECT_TRUE(ReadRequest("GET" + fields + "Content-Length: 0\r\n\r\n").head.upgrade);
  EXPECT_FALSE(ReadRequest("GET" + fields + "Content-Length: 1\r\n\r\n").head.upgrade);
  EXPECT_FALSE(ReadRequest("GET" + fields + "Transfer-Encoding: chunked\r\n\r\n").head.upgrade);
  EXPECT_FALSE(ReadRequest("POST" + fields + "\r\n").head.upgrade);
}

TEST(RequestHead, PassesThirtyForwardedForAddressesAndNoMore) {
  const auto state = [](const std::string& fields, int& status) {
    const ReadRequest read("GET / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
    status = read.parser.status();
    return read.state;
  };
  std::string list = "10.0.0.1";
  for (int i = 1; i < 30; ++i) list += ", 10.0.0.1";
  int status = 0;
  EXPECT_EQ(state("X-Forwarded-For: " + list + "\r\n", status), HeadState::complete);
  EXPECT_EQ(state("X-Forwarded-For: " + list + ", ,\r\n", status), HeadState::complete);
  EXPECT_EQ(state("X-Forwarded-For: " + list + ",10.0.0.1\r\n", status), HeadState::refused);
  EXPECT_EQ(status, 463);
  EXPECT_EQ(state("X-Forwarded-For: " + list + "\r\nx-forwarded-for: 10.0.0.1\r\n", status),
            HeadState::refused);
  EXPECT_EQ(status, 463);
}

struct Refused {
  const char* text;
  int status;
};

class RefusedRequest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedRequest, HasAStatus) {
  const ReadRequest read(GetParam().text);
  ASSERT_EQ(read.state, HeadState::refused) << GetParam().text;
  EXPECT_EQ(read.parser.status(), GetParam().status) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Malformed, RefusedRequest,
    ::testing::Values(Refused{"nonsense\r\n\r\n", 400}, Refused{"GET /\r\n\r\n", 400},
                      Refused{"GET / HTTP/1.1\n\n", 400}, Refused{"GET / HTTP/1.1\r\n\r\n", 400},
                      Refused{"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400},
                      Refused{"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
                      Refused{"GET / HTTP/1.1\r\nHost: x\r\nBad Name: y\r\n\r\n", 400},
                      Refused{"GET x HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                      Refused{"GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                      Refused{"GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                      Refused{"GET http://me@x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                      Refused{"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400},
                      Refused{"GET / HTTP/1.1\r\nHost: x y\r\n\r\n", 400},
                      Refused{"\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                      Refused{"\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                      Refused{"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
                      Refused{"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505}));

// Each of these can make two readers see two different requests.
INSTANTIATE_TEST_SUITE_P(
    Smuggling, RefusedRequest,
    ::testing::Values(
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                "Transfer-Encoding: chunked\r\n\r\n",
                400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                "Content-Length: 5\r\n\r\n",
                400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                "Transfer-Encoding: identity\r\n\r\n",
                400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n", 501},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n", 501},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n", 400},
        Refused{"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nX: a\rTransfer-Encoding: chunked\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nX: a\nTransfer-Encoding: chunked\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551616\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 501},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\x0b"
                "chunked\r\n\r\n",
                400},
        Refused{"POST / HTTP/1.1\r\n Host: x\r\nContent-Length: 5\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nX\x01: a\r\n\r\n", 400},
        Refused{"POST / HTTP/1.1\r\nHost: x\r\nX: a\x01\r\n\r\n", 400}));

TEST(RequestHead, MayHoldNoNul) {
  using namespace std::string_literals;
  for (const std::string& text :
       {"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"s, "GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n"s,
        "GET / HTTP/1.1\r\nHost: x\r\nX\0: y\r\n\r\n"s,
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"s, "G\0T / HTTP/1.1\r\nHost: x\r\n\r\n"s}) {
    const ReadRequest read(text);
    ASSERT_EQ(read.state, HeadState::refused) << text;
    EXPECT_EQ(read.parser.status(), 400) << text;
  }
}

TEST(RequestHead, KnowsAFoldedLengthAndCoding) {
  const ReadRequest length("POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n 5\r\n\r\n");
  ASSERT_EQ(length.state, HeadState::complete);
  EXPECT_EQ(length.head.content_length, 5U);
  const ReadRequest coding("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n\tchunked\r\n\r\n");
  ASSERT_EQ(coding.state, HeadState::complete);
  EXPECT_TRUE(coding.head.chunked);
}

TEST(RequestHead, OneLengthSaidTwiceIsOneLength) {
  for (const char* twice :
       {"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n"}) {
    const ReadRequest read("POST / HTTP/1.1\r\nHost: x\r\n" + std::string(twice) + "\r\n");
    ASSERT_EQ(read.state, HeadState::complete);
    EXPECT_EQ(read.head.content_length, 5U);
  }
}

TEST(RequestHead, HasLimits) {
  const std::string host = " HTTP/1.1\r\nHost: x\r\n";
  const ReadRequest long_target("GET /" + std::string(16 * 1024, 'a') + host + "\r\n");
  EXPECT_EQ(long_target.parser.status(), 414);
  const ReadRequest endless_target("GET /" + std::string(17 * 1024, 'a'));
  EXPECT_EQ(endless_target.parser.status(), 414);
  const ReadRequest long_field("GET /" + host + "X: " + std::string(16 * 1024, 'a') + "\r\n\r\n");
  EXPECT_EQ(long_field.parser.status(), 400);
  std::string many = "GET /" + host;
  while (many.size() <= 64 * 1024) many += "X-Field: " + std::string(1000, 'a') + "\r\n";
  const ReadRequest long_head(many + "\r\n");
  EXPECT_EQ(long_head.parser.status(), 400);
  const ReadRequest endless_head(many);
  EXPECT_EQ(endless_head.parser.status(), 400);
}

struct ReadResponse {
  explicit ReadResponse(std::string text) : bytes(std::move(text)) {
    state = parser.parse(bytes, head);
  }
  std::string bytes;
  ResponseParser parser;
  ResponseHead head;
  HeadState state;
};

TEST(ResponseHead, IsReadInParts) {
  const ReadResponse read("HTTP/1.1 200 Very OK\r\nContent-Length: 2\r\nServer: s\r\n\r\nok");
  ASSERT_EQ(read.state, HeadState::complete);
  EXPECT_EQ(read.head.status, 200);
  EXPECT_EQ(read.head.reason, "Very OK");
  EXPECT_TRUE(read.head.keep_alive);
  EXPECT_EQ(read.head.size, read.bytes.size() - 2);
}

TEST(ResponseHead, MayHaveNoReason) {
  for (const char* line : {"HTTP/1.1 404\r\n", "HTTP/1.1 404 \r\n"}) {
    const ReadResponse read(std::string(line) + "Content-Length: 2\r\nX: y\r\n\r\nok");
    ASSERT_EQ(read.state, HeadState::complete) << line;
    EXPECT_EQ(read.head.status, 404);
    EXPECT_EQ(read.head.reason, "");
    EXPECT_EQ(read.head.content_length, 2U);
    EXPECT_EQ(read.head.fields[1].value, "y");
    EXPECT_EQ(read.head.size, read.bytes.size() - 2);
  }
}

TEST(ResponseHead, OfAnOldServerWithChunksIsItsConnectionsLast) {
  const std::string text =
      "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_FALSE(ReadResponse(text).head.keep_alive);
}

TEST(ResponseHead, TellsWhereItsBodyEnds) {
  const auto body = [](const char* text, bool to_head = false) {
    return ReadResponse(text).head.body(to_head);
  };
  EXPECT_TRUE(body("HTTP/1.1 204 No Content\r\n\r\n").done());
  EXPECT_TRUE(body("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n").done());
  EXPECT_TRUE(body("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true).done());
  EXPECT_FALSE(body("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").done());
  EXPECT_TRUE(body("HTTP/1.1 200 OK\r\n\r\n").ends_with_connection());
  EXPECT_FALSE(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").done());
}

TEST(ResponseHead, IsRefusedWhenMalformed) {
  for (const char* wrong :
       {"nonsense\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/3.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 2000\r\n\r\n",
        "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 2x0\r\n\r\n",
        "HTTP/1.1 200\n\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: b\r\n\r\n"}) {
    EXPECT_EQ(ReadResponse(wrong).state, HeadState::refused) << wrong;
  }
  EXPECT_EQ(ReadResponse("HTTP/1.1 200 OK\r\nX: " + std::string(32 * 1024, 'a') + "\r\n\r\n").state,
            HeadState::refused);
}

}  // namespace
}  // namespace drydock::proxy::head_test
