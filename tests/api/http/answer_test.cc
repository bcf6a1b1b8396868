#include "api/http/answer.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/api/cbor/bytes.h"

namespace drydock::http::answer_test {
namespace {

using Headers = std::vector<std::pair<std::string_view, std::string>>;

Answer refused(const char* target, const Headers& headers) {
  RequestHeader request;
  request.method(boost::beast::http::verb::post);
  request.target(target);
  for (const auto& [name, value] : headers) request.set(name, value);
  return refusal(request, 413, "TooLong", "Less, please.");
}

TEST(Refusal, IsInTheFormThatTheClientReads) {
  const Answer json = refused("/", {{"X-Amz-Target", "a.B"}});
  EXPECT_EQ(json.content_type, "application/x-amz-json-1.1");
  EXPECT_EQ(json.body, R"({"__type":"TooLong","message":"Less, please."})");

  const Answer form = refused("/", {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(form.content_type, "text/xml");
  EXPECT_EQ(form.body,
            "<ErrorResponse><Error><Type>Sender</Type><Code>TooLong</Code>"
            "<Message>Less, please.</Message></Error></ErrorResponse>");

  const Answer registry = refused("/v2/", {});
  EXPECT_EQ(registry.content_type, "application/json");
  EXPECT_EQ(registry.body, R"({"errors":[{"code":"DENIED","message":"Less, please."}]})");

  EXPECT_EQ(refused("/", {}).body, "Less, please.\n");
}

TEST(Refusal, IsInCborForAClientOfRpcV2) {
  const Answer answer = refused("/service/A/operation/B", {{"Smithy-Protocol", "rpc-v2-cbor"}});
  EXPECT_EQ(answer.status, 413U);
  EXPECT_EQ(answer.content_type, "application/cbor");
  EXPECT_EQ(answer.body, testing::bytes_of("A2 66 '__type' 67 'TooLong' "
                                           "67 'message' 6D 'Less, please.'"));
  EXPECT_EQ(answer.headers, (Headers{{"smithy-protocol", "rpc-v2-cbor"}}));
}

}  // namespace
}  // namespace drydock::http::answer_test
