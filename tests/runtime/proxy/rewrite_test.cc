#include "runtime/proxy/rewrite.h"

#include <gtest/gtest.h>

#include <string>

namespace drydock::proxy::rewrite_test {
namespace {

const TraceId trace_id =
    make_trace_id(TimePoint(std::chrono::seconds(0x67891233)), 0x12345678, 0xabcdef0123456789);
const std::string trace_text = "1-67891233-abcdef012345678912345678";

std::string rewritten(const std::string& text, const elb::RoutedListener& listener) {
  RequestParser parser;
  RequestHead head;
  EXPECT_EQ(parser.parse(text, head), HeadState::complete) << text;
  std::string out;
  write_request_head(out, head, listener, {"10.0.0.7", 4711, listener.port}, trace_id);
  return out;
}

elb::RoutedListener listener_on(int port) {
  elb::RoutedListener listener;
  listener.port = port;
  return listener;
}

std::string head_with(const std::string& fields) {
  return "GET /a?b HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n";
}

/// What the target gets of a field that the client sends.
std::string passed(const std::string& field, const elb::RoutedListener& listener) {
  const std::string without = rewritten(head_with(""), listener);
  const std::string with = rewritten(head_with(field), listener);
  const std::string start = without.substr(0, without.size() - 2);
  EXPECT_TRUE(with.starts_with(start)) << with;
  return with.substr(start.size(), with.size() - start.size() - 2);
}

TEST(RequestHeadForTarget, TellsWhoAsked) {
  EXPECT_EQ(rewritten(head_with("Accept: */*\r\n"), listener_on(80)),
            "GET /a?b HTTP/1.1\r\n"
            "X-Forwarded-For: 10.0.0.7\r\n"
            "X-Forwarded-Proto: http\r\n"
            "X-Forwarded-Port: 80\r\n"
            "Host: shop\r\n"
            "X-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678\r\n"
            "Accept: */*\r\n"
            "\r\n");
}

TEST(RequestHeadForTarget, AppendsToTheClientsOwnForwardedFor) {
  const std::string sent = head_with("X-Forwarded-For: 1.1.1.1\r\nx-forwarded-for: 2.2.2.2\r\n");
  elb::RoutedListener listener = listener_on(80);
  EXPECT_NE(rewritten(sent, listener).find("X-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.7\r\n"),
            std::string::npos);
  listener.forwarded_for_with_port = true;
  EXPECT_NE(rewritten(sent, listener).find("2.2.2.2, 10.0.0.7:4711\r\n"), std::string::npos);
  listener.forwarded_for = elb::ForwardedFor::preserve;
  EXPECT_NE(rewritten(sent, listener).find("X-Forwarded-For: 1.1.1.1, 2.2.2.2\r\n"),
            std::string::npos);
  listener.forwarded_for = elb::ForwardedFor::remove;
  EXPECT_EQ(rewritten(sent, listener).find("Forwarded-For"), std::string::npos);
}

TEST(RequestHeadForTarget, DoesNotBelieveTheClientsProtocolAndPort) {
  EXPECT_EQ(passed("X-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n", listener_on(80)), "");
}

TEST(RequestHeadForTarget, GoesOnWithATrace) {
  EXPECT_NE(rewritten(head_with("X-Amzn-Trace-Id: Root=1-1-1;Parent=2\r\n"), listener_on(80))
                .find("X-Amzn-Trace-Id: Self=" + trace_text + ";Root=1-1-1;Parent=2\r\n"),
            std::string::npos);
}

TEST(RequestHeadForTarget, KeepsWhatIsOfTheConnectionToItself) {
  for (const char* field :
       {"Connection: keep-alive\r\n", "Keep-Alive: timeout=5\r\n", "Proxy-Connection: close\r\n",
        "TE: trailers\r\n", "Upgrade: h2c\r\n", "Connection: close, X-Hop\r\nX-Hop: 1\r\n"}) {
    EXPECT_EQ(passed(field, listener_on(80)), "") << field;
  }
  EXPECT_EQ(passed("X-Other: 1\r\n", listener_on(80)), "X-Other: 1\r\n");
}

TEST(RequestHeadForTarget, SaysTheBodysLengthOnce) {
  EXPECT_EQ(passed("Content-Length: 5\r\nContent-Length: 5\r\n", listener_on(80)),
            "Content-Length: 5\r\n");
  EXPECT_EQ(passed("Transfer-Encoding: Chunked\r\n", listener_on(80)),
            "Transfer-Encoding: chunked\r\n");
}

TEST(RequestHeadForTarget, AsksToBecomeAWebSocket) {
  EXPECT_EQ(passed("Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n", listener_on(80)),
            "Connection: Upgrade\r\nUpgrade: websocket\r\n");
}

TEST(RequestHeadForTarget, HasTheHostAsAnAlbSendsIt) {
  const auto host = [](const char* sent, int port, bool preserve = false) {
    elb::RoutedListener listener = listener_on(port);
    listener.preserve_host = preserve;
    const std::string text =
        rewritten("GET / HTTP/1.1\r\nHost: " + std::string(sent) + "\r\n\r\n", listener);
    const auto start = text.find("Host: ") + 6;
    return text.substr(start, text.find('\r', start) - start);
  };
  EXPECT_EQ(host("shop", 80), "shop");
  EXPECT_EQ(host("shop:8080", 80), "shop");
  EXPECT_EQ(host("shop", 8080), "shop:8080");
  EXPECT_EQ(host("shop:9", 8080), "shop:9");
  EXPECT_EQ(host("[::1]:80", 80), "[::1]");
  EXPECT_EQ(host("[::1]", 8080), "[::1]:8080");
  EXPECT_EQ(host("shop:8080", 80, true), "shop:8080");
  EXPECT_EQ(host("shop", 8080, true), "shop");
}

TEST(RequestHeadForTarget, TellsThePortThatWasAsked) {
  RequestParser parser;
  RequestHead head;
  const std::string text = head_with("");
  ASSERT_EQ(parser.parse(text, head), HeadState::complete);
  std::string out;
  write_request_head(out, head, listener_on(80), {"10.0.0.7", 4711, 4566}, trace_id);
  EXPECT_NE(out.find("X-Forwarded-Port: 4566\r\nHost: shop:4566\r\n"), std::string::npos) << out;
}

TEST(RequestHeadForTarget, NamesTheLoadBalancerWhereTheClientNamesNoHost) {
  elb::RoutedListener listener = listener_on(80);
  listener.host = "front-1.us-east-1.elb.localhost";
  for (const char* text : {"GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost:\r\n\r\n"}) {
    EXPECT_NE(rewritten(text, listener).find("\r\nHost: front-1.us-east-1.elb.localhost\r\n"),
              std::string::npos)
        << text;
  }
}

TEST(RequestHeadForTarget, CompletesATargetWithoutAPath) {
  const elb::RoutedListener listener = listener_on(80);
  for (const char* target : {"?a=b", "http://shop?a=b", "HTTP://shop/?a=b"}) {
    const std::string text = "GET " + std::string(target) + " HTTP/1.1\r\nHost: shop\r\n\r\n";
    EXPECT_TRUE(rewritten(text, listener).starts_with("GET /?a=b HTTP/1.1\r\n")) << target;
  }
}

TEST(RequestHeadForTarget, MayDropInvalidNames) {
  elb::RoutedListener listener = listener_on(80);
  EXPECT_EQ(passed("X_Under: 1\r\n", listener), "X_Under: 1\r\n");
  listener.drop_invalid_headers = true;
  EXPECT_EQ(passed("X_Under: 1\r\n", listener), "");
}

std::string response(const std::string& text, After after, bool plain = false) {
  ResponseParser parser;
  ResponseHead head;
  EXPECT_EQ(parser.parse(text, head), HeadState::complete) << text;
  std::string out;
  write_response_head(out, head, {.after = after, .without_framing = plain, .more_fields = {}});
  return out;
}

TEST(ResponseHeadForClient, KeepsTheTargetsOwnWords) {
  EXPECT_EQ(response("HTTP/1.1 200 Fine\r\nserver: app\r\nConnection: close\r\n"
                     "Content-Length: 2\r\nX-A: 1\r\n\r\n",
                     After::keep),
            "HTTP/1.1 200 Fine\r\nserver: app\r\nX-A: 1\r\nContent-Length: 2\r\n"
            "Connection: keep-alive\r\n\r\n");
}

TEST(ResponseHeadForClient, SaysWhatHappensToTheConnection) {
  const std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(response(text, After::close),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(response(text, After::close, true), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(response("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                     "Upgrade: websocket\r\nSec-WebSocket-Accept: k\r\n\r\n",
                     After::upgrade),
            "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: k\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_EQ(response("HTTP/1.1 100 Continue\r\n\r\n", After::keep),
            "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST(ResponseHeadForClient, FramesNothingWhereNoBodyCanBe) {
  for (const char* status : {"100 Continue", "103 Early Hints", "204 No Content"}) {
    for (const char* framing : {"Content-Length: 5", "Transfer-Encoding: chunked"}) {
      const std::string text =
          "HTTP/1.1 " + std::string(status) + "\r\n" + framing + "\r\nX-A: 1\r\n\r\n";
      const std::string passed = response(text, After::keep);
      EXPECT_EQ(passed.find(framing), std::string::npos) << passed;
      EXPECT_NE(passed.find("X-A: 1\r\n"), std::string::npos) << passed;
    }
  }
  EXPECT_EQ(response("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", After::keep),
            "HTTP/1.1 304 Not Modified\r\nConnection: keep-alive\r\n\r\n");
}

TEST(TraceId, IsTheTimeAndChance) {
  const TraceId id =
      make_trace_id(TimePoint(std::chrono::seconds(1)), 0xffffffff45678912, 0xabcdef0123456789);
  EXPECT_EQ(std::string(id.data(), id.size()), "1-00000001-abcdef012345678945678912");
}

}  // namespace
}  // namespace drydock::proxy::rewrite_test
