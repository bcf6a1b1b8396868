#include "runtime/proxy/answer.h"

#include <gtest/gtest.h>

namespace drydock::proxy::answer_test {
namespace {

const TimePoint time_of_rfc{std::chrono::seconds(784111777)};

TEST(StatusPage, IsAwsOwnByteForByte) {
  EXPECT_EQ(status_page(503).body,
            "<html>\r\n"
            "<head><title>503 Service Temporarily Unavailable</title></head>\r\n"
            "<body>\r\n"
            "<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n"
            "</body>\r\n"
            "</html>\r\n");
}

TEST(StatusPage, HasTheSizesThatWereCaptured) {
  EXPECT_EQ(status_page(502).body.size(), 122U);
  EXPECT_EQ(status_page(503).body.size(), 162U);
  EXPECT_EQ(status_page(504).body.size(), 132U);
  EXPECT_EQ(status_page(301).body.size(), 134U);
}

TEST(WriteAnswer, IsWholeWithItsHeaders) {
  std::string out;
  write_answer(out, {.status = 200, .content_type = "text/plain", .body = "hi", .location = ""},
               {.now = time_of_rfc});
  EXPECT_EQ(out,
            "HTTP/1.1 200 OK\r\nServer: awselb/2.0\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nhi");
}

TEST(WriteAnswer, RedirectsWithoutABodyToHead) {
  Answer answer = status_page(301);
  answer.location = "https://x:443/";
  std::string out;
  write_answer(out, answer,
               {.now = time_of_rfc, .keep_alive = false, .to_head = true, .server_header = false});
  EXPECT_EQ(out,
            "HTTP/1.1 301 Moved Permanently\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Type: text/html\r\nContent-Length: 134\r\nLocation: https://x:443/\r\n"
            "Connection: close\r\n\r\n");
}

}  // namespace
}  // namespace drydock::proxy::answer_test
