#include "api/aws/dispatch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "api/aws/error_reply.h"
#include "emulator/base/sha256.h"
#include "emulator/iam/session.h"
#include "model/ec2/service_model.h"
#include "model/ecs/cluster.h"
#include "model/ecs/service_model.h"
#include "model/ecs/tags.h"
#include "model/sts/service_model.h"
#include "model/sts/session.h"
#include "tests/api/aws/wire.h"
#include "tests/support/await.h"

namespace drydock::aws::dispatch_test {
namespace {

using testing::Wire;
namespace ecs = model::ecs;
namespace sts = model::sts;

constexpr std::string_view kEcs = "AmazonEC2ContainerServiceV20141113.";

std::string ecs_target(std::string_view operation) {
  return std::string(kEcs) + std::string(operation);
}

Result<ecs::ListClustersResponse> list_clusters(Context& context,
                                                const ecs::ListClustersRequest& request) {
  ecs::ListClustersResponse response;
  response.cluster_arns = {context.world.account + "/" + context.world.region};
  if (request.max_results) response.next_token = std::to_string(*request.max_results);
  return response;
}

Result<ecs::DeleteClusterResponse> delete_cluster(Context& /*context*/,
                                                  const ecs::DeleteClusterRequest& request) {
  if (request.cluster == "broken") throw std::runtime_error("the disk is on fire");
  return Error(ecs::error::cluster_not_found_exception, "Cluster not found.");
}

boost::asio::awaitable<Result<ecs::DescribeClustersResponse>> describe_clusters(
    Context& /*context*/, const ecs::DescribeClustersRequest& request) {
  ecs::DescribeClustersResponse response;
  response.clusters = {{.cluster_name = request.clusters->front()}};
  co_return response;
}

Result<sts::GetCallerIdentityResponse> get_caller_identity(
    Context& context, const sts::GetCallerIdentityRequest& /*request*/) {
  return sts::GetCallerIdentityResponse{.user_id = context.caller.user_id,
                                        .account = context.caller.account,
                                        .arn = context.caller.arn};
}

struct DispatchTest : ::testing::Test {
  void SetUp() override {
    auto& table = wire.dispatcher().table(ecs::service);
    table.add("ListClusters", &list_clusters);
    table.add("DeleteCluster", &delete_cluster);
    table.add("DescribeClusters", &describe_clusters);
    wire.dispatcher().table(sts::service).add("GetCallerIdentity", &get_caller_identity);
  }

  Wire wire;
};

TEST_F(DispatchTest, AnswersAJsonCallInTheCallersWorld) {
  const auto response = wire.json(ecs_target("ListClusters"), R"({"maxResults":7})");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "application/x-amz-json-1.1");
  EXPECT_EQ(response.body, R"({"clusterArns":["111122223333/eu-west-1"],"nextToken":"7"})");
  EXPECT_EQ(response.request_id.size(), 36U);
  EXPECT_EQ(response.error_code, "");
}

TEST_F(DispatchTest, TakesAnEmptyBodyForAnEmptyInput) {
  EXPECT_EQ(wire.json(ecs_target("ListClusters"), "").status, 200U);
}

TEST_F(DispatchTest, AnswersAModelledErrorWithItsStatus) {
  const auto response = wire.json(ecs_target("DeleteCluster"), R"({"cluster":"x"})");
  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(response.body,
            R"({"__type":"ClusterNotFoundException","message":"Cluster not found."})");
  EXPECT_EQ(response.error_code, "ClusterNotFoundException");
}

TEST_F(DispatchTest, SurvivesAHandlerThatThrows) {
  const auto response = wire.json(ecs_target("DeleteCluster"), R"({"cluster":"broken"})");
  EXPECT_EQ(response.status, 500U);
  EXPECT_EQ(response.error_code, "ServerException");
  EXPECT_NE(response.body.find("the disk is on fire"), std::string::npos);
  EXPECT_EQ(wire.json(ecs_target("ListClusters"), "{}").status, 200U);
}

TEST_F(DispatchTest, LeavesACoroutineToAnswer) {
  aws::Request request = wire.signed_for("ecs");
  const std::string target = ecs_target("DescribeClusters");
  request.amz_target = target;
  request.body = R"({"clusters":["shop"]})";
  EXPECT_EQ(wire.dispatcher().try_now(request), std::nullopt);
  boost::asio::io_context context;
  const auto response = testing::await(context, wire.dispatcher().answer(request));
  EXPECT_EQ(response.body, R"({"clusters":[{"clusterName":"shop"}]})");
}

struct Refusal {
  std::string_view name;
  std::string_view amz_target;
  std::string_view body;
  unsigned status;
  std::string_view code;
  std::string_view content_type;
  std::string_view authorization = "as signed";
};

constexpr std::string_view kJson = "application/x-amz-json-1.1";
constexpr std::string_view kXml = "text/xml";
constexpr std::string_view kListClusters = "AmazonEC2ContainerServiceV20141113.ListClusters";

const Refusal refusals[] = {
    {"bad JSON", kListClusters, "{", 400, "SerializationException", kJson},
    {"wrong type", kListClusters, R"({"maxResults":"x"})", 400, "SerializationException", kJson},
    {"unknown operation", "AmazonEC2ContainerServiceV20141113.Fly", "{}", 400,
     "UnknownOperationException", kJson},
    {"no operation", "AmazonEC2ContainerServiceV20141113", "{}", 400, "UnknownOperationException",
     kJson},
    {"unknown service", "DynamoDB_20120810.ListTables", "{}", 400, "UnknownOperationException",
     kJson},
    {"no handler", "AmazonEC2ContainerServiceV20141113.CreateTaskSet", "{}", 501, "NotImplemented",
     kJson},
    {"unsigned", kListClusters, "{}", 400, "MissingAuthenticationTokenException", kJson, ""},
    {"half signed", kListClusters, "{}", 400, "IncompleteSignatureException", kJson, "Bearer x"},
    {"query, unknown action", "", "Action=Fly&Version=2015-12-01", 400, "InvalidAction", kXml},
    {"query, unknown version", "", "Action=ListQueues&Version=2012-11-05", 400, "InvalidAction",
     kXml},
    {"query, unsigned", "", "Action=GetCallerIdentity&Version=2011-06-15", 403,
     "MissingAuthenticationToken", kXml, ""},
    {"query, half signed", "", "Action=GetCallerIdentity&Version=2011-06-15", 400,
     "IncompleteSignature", kXml, "Bearer x"},
    {"query, no handler", "", "Action=DescribeRules&Version=2015-12-01", 501, "NotImplemented",
     kXml},
    {"ec2, no handler", "", "Action=DescribeVpcs&Version=2016-11-15", 501, "NotImplemented",
     "text/xml;charset=UTF-8"},
    {"nothing at all", "", "", 400, "MissingAction", kXml, ""},
    {"not UTF-8", "", "Action=%FF", 400, "MalformedQueryString", kXml},
};

TEST_F(DispatchTest, RefusesInTheServicesOwnFormat) {
  for (const Refusal& refusal : refusals) {
    Request request = wire.signed_for("ecs");
    request.amz_target = refusal.amz_target;
    request.body = refusal.body;
    if (refusal.authorization != "as signed") request.authorization = refusal.authorization;
    const auto response = wire.dispatcher().try_now(request);
    ASSERT_TRUE(response.has_value()) << refusal.name;
    EXPECT_EQ(response->status, refusal.status) << refusal.name << ": " << response->body;
    EXPECT_EQ(response->error_code, refusal.code) << refusal.name << ": " << response->body;
    EXPECT_EQ(response->content_type, refusal.content_type) << refusal.name;
  }
}

TEST_F(DispatchTest, AnswersInTheVersionOfJsonThatIsSpoken) {
  Request request = wire.signed_for("ecs");
  const std::string target = ecs_target("ListClusters");
  request.amz_target = target;
  EXPECT_EQ(wire.dispatcher().try_now(request)->content_type, "application/x-amz-json-1.1");
  request.content_type = "application/x-amz-json-1.0; charset=utf-8";
  EXPECT_EQ(wire.dispatcher().try_now(request)->content_type, "application/x-amz-json-1.0");
  request.amz_target = "DynamoDB_20120810.ListTables";
  EXPECT_EQ(wire.dispatcher().try_now(request)->content_type, "application/x-amz-json-1.0");
}

TEST_F(DispatchTest, AsksForATargetWhereTheBodyIsJson) {
  Request request = wire.signed_for("ecs");
  request.content_type = kJson;
  request.body = "{}";
  EXPECT_EQ(wire.dispatcher().try_now(request)->error_code, "UnknownOperationException");
}

TEST_F(DispatchTest, NamesTheOperationThatNobodyCarriesOut) {
  const auto response = wire.json(ecs_target("CreateTaskSet"), "{}");
  EXPECT_EQ(response.body, R"({"__type":"NotImplemented","message":"drydock does not emulate )"
                           R"(ecs:CreateTaskSet yet."})");
}

TEST_F(DispatchTest, AnswersAQueryCall) {
  const auto response = wire.query("Action=GetCallerIdentity&Version=2011-06-15");
  EXPECT_EQ(response.content_type, "text/xml");
  EXPECT_EQ(response.body,
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
            "<GetCallerIdentityResult><UserId>111122223333</UserId><Account>111122223333</Account>"
            "<Arn>arn:aws:iam::111122223333:root</Arn></GetCallerIdentityResult>"
            "<ResponseMetadata><RequestId>" +
                response.request_id +
                "</RequestId></ResponseMetadata></GetCallerIdentityResponse>");
}

TEST_F(DispatchTest, AnswersAPresignedCall) {
  Request request;
  request.method = "GET";
  request.target =
      "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=444455556666%2F20260801%2F"
      "us-west-2%2Fsts%2Faws4_request&X-Amz-Signature=ab";
  const auto response = wire.dispatcher().try_now(request);
  EXPECT_EQ(response->status, 200U);
  EXPECT_NE(response->body.find("<Account>444455556666</Account>"), std::string::npos);
}

/// What stands in an answer after `tag`, as far as the next one.
std::string after(const std::string& body, const std::string& tag) {
  const auto at = body.find(tag);
  if (at == std::string::npos) return "no " + tag;
  const auto first = at + tag.size();
  return body.substr(first, body.find_first_of("<\"", first) - first);
}

/// Keys and how they are taken. ASIAGOOD's token is "open"; ASIASTALE's was "sesame".
struct Key {
  std::string_view id;
  std::string_view token;
  std::string_view account_or_code;  ///< As the query protocol answers it.
  std::string_view json_code;
};

const Key keys[] = {
    {"ASIAGOOD", "open", "777788889999", ""},
    {"ASIAGOOD", "", "InvalidClientTokenId", "UnrecognizedClientException"},
    {"ASIAGOOD", "sesame", "InvalidClientTokenId", "UnrecognizedClientException"},
    {"ASIASTALE", "sesame", "ExpiredToken", "ExpiredTokenException"},
    {"ASIASTALE", "open", "InvalidClientTokenId", "UnrecognizedClientException"},
    {"ASIAUNKNOWN", "open", "InvalidClientTokenId", "UnrecognizedClientException"},
    {"AKIAANYTHING", "", "000000000000", ""},
    {"AKIAANYTHING", "made-up", "000000000000", ""},
    {"test", "", "000000000000", ""},
    {"a/b", "", "000000000000", ""},
    {"123456789012", "made-up", "123456789012", ""},
};

TEST_F(DispatchTest, KnowsTemporaryKeysAndTakesAllOthers) {
  const auto keep = [&](const std::string& id, const std::string& token, TimePoint expires_at) {
    wire.store().put(iam::session_world,
                     iam::Session{.access_key_id = id,
                                  .token_digest = sha256_hex(token),
                                  .account = "777788889999",
                                  .arn = "arn:aws:sts::777788889999:assumed-role/r/s",
                                  .user_id = "AROAX:s",
                                  .expires_at = expires_at});
  };
  keep("ASIAGOOD", "open", TimePoint(seconds(1'700'000'001)));
  keep("ASIASTALE", "sesame", TimePoint(seconds(1'700'000'000)));
  for (const Key& key : keys) {
    const std::string authorization =
        "AWS4-HMAC-SHA256 Credential=" + std::string(key.id) +
        "/20260801/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=ab";
    Request request = wire.signed_for("sts");
    request.authorization = authorization;
    request.security_token = key.token;
    request.body = "Action=GetCallerIdentity&Version=2011-06-15";
    const Response query = *wire.dispatcher().try_now(request);
    const bool good = query.error_code.empty();
    EXPECT_EQ(query.status, good ? 200U : 403U) << key.id << query.body;
    EXPECT_EQ(good ? after(query.body, "<Account>") : query.error_code, key.account_or_code)
        << key.id << " with " << key.token;
    const std::string target = ecs_target("ListClusters");
    request.amz_target = target;
    request.body = "{}";
    const Response json = *wire.dispatcher().try_now(request);
    EXPECT_EQ(json.status, json.error_code.empty() ? 200U : 400U) << key.id;
    EXPECT_EQ(json.error_code, key.json_code) << key.id << " with " << key.token;
  }
}

TEST_F(DispatchTest, TakesATemporaryKeysTokenFromAPresignedCall) {
  wire.store().put(iam::session_world,
                   iam::Session{.access_key_id = "ASIAGOOD",
                                .token_digest = sha256_hex("o/pen"),
                                .account = "777788889999",
                                .arn = "arn",
                                .user_id = "AROAX:s",
                                .expires_at = TimePoint(seconds(1'800'000'000))});
  const std::string call =
      "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=ASIAGOOD%2F20260801%2F"
      "us-west-2%2Fsts%2Faws4_request&X-Amz-Signature=ab&X-Amz-Security-Token=";
  const auto ask = [&](const std::string& token) {
    Request request;
    request.method = "GET";
    const std::string target = call + token;
    request.target = target;
    const Response response = *wire.dispatcher().try_now(request);
    return response.error_code.empty() ? after(response.body, "<Account>") : response.error_code;
  };
  EXPECT_EQ(ask("o%2Fpen"), "777788889999");
  EXPECT_EQ(ask(""), "InvalidClientTokenId");
}

TEST_F(DispatchTest, TellsOfAKeyInEc2sOwnWords) {
  const Error unknown(error::invalid_client_token_id, "The token is invalid.");
  const Error stale(error::expired_token, "The token is expired");
  EXPECT_EQ(in_words_of(model::Protocol::ec2, unknown),
            Error("AuthFailure", "AWS was not able to validate the provided access credentials"));
  EXPECT_EQ(in_words_of(model::Protocol::ec2, stale),
            Error("RequestExpired", "Request has expired."));
  EXPECT_EQ(reply_for(model::ec2::service, model::Protocol::ec2,
                      in_words_of(model::Protocol::ec2, unknown))
                .http_status,
            401U);
  const Error denied(error::access_denied, "You may not.");
  EXPECT_EQ(in_words_of(model::Protocol::ec2, denied),
            Error("UnauthorizedOperation", "You may not."));
  EXPECT_EQ(reply_for(model::ec2::service, model::Protocol::ec2,
                      in_words_of(model::Protocol::ec2, denied))
                .http_status,
            403U);
}

TEST_F(DispatchTest, TakesAMemberFunctionALambdaAndNothingToTell) {
  struct Tags {
    Result<Done> tag(Context& /*context*/, const ecs::TagResourceRequest& request) {
      last = request.resource_arn;
      return Done{};
    }
    std::string last;
  } tags;
  auto& table = wire.dispatcher().table(ecs::service);
  table.add("TagResource", tags, &Tags::tag);
  table.add("UntagResource", [&](Context&, const ecs::UntagResourceRequest&) -> Result<Done> {
    return Error(ecs::error::resource_not_found_exception, tags.last);
  });
  EXPECT_EQ(wire.json(ecs_target("TagResource"), R"({"resourceArn":"a","tags":[]})").body, "{}");
  EXPECT_EQ(
      wire.json(ecs_target("UntagResource"), R"({"resourceArn":"a","tagKeys":[]})").error_code,
      "ResourceNotFoundException");
}

/// Lets nobody delete.
class NobodyDeletes final : public Authorizer {
 public:
  [[nodiscard]] Result<Done> check(const Context& context) const override {
    if (!context.operation.name.starts_with("Delete")) return Done{};
    return Error(error::access_denied, context.caller.arn + " may not call " +
                                           std::string(context.service.name) + ":" +
                                           std::string(context.operation.name));
  }
};

TEST(Authorize, IsAskedOfEveryCallBeforeItsInputIsRead) {
  const NobodyDeletes authorizer;
  Wire wire({}, authorizer);
  wire.dispatcher().table(ecs::service).add("ListClusters", &list_clusters);
  wire.dispatcher().table(ecs::service).add("DeleteCluster", &delete_cluster);
  EXPECT_EQ(wire.json(ecs_target("ListClusters"), "{}").status, 200U);
  const auto denied = wire.json(ecs_target("DeleteCluster"), "no JSON");
  EXPECT_EQ(denied.status, 400U);
  EXPECT_EQ(denied.body, R"({"__type":"AccessDeniedException","message":)"
                         R"("arn:aws:iam::111122223333:root may not call ecs:DeleteCluster"})");
}

TEST_F(DispatchTest, RefusesToBeWiredWrongly) {
  auto& table = wire.dispatcher().table(ecs::service);
  EXPECT_THROW(table.add("ListClusters", &list_clusters), std::logic_error);
  EXPECT_THROW(table.add("ListServices", &list_clusters), std::logic_error);
  EXPECT_THROW(table.add("Fly", &list_clusters), std::logic_error);
}

TEST_F(DispatchTest, TellsWhatIsCovered) {
  const auto coverage = wire.dispatcher().coverage();
  const auto has = [&](std::string_view service, std::string_view operation) {
    return std::ranges::find(coverage, OperationCoverage{service, operation, true}) !=
           coverage.end();
  };
  EXPECT_TRUE(has("ecs", "ListClusters"));
  EXPECT_FALSE(has("ecs", "CreateTaskSet"));
  EXPECT_EQ(std::ranges::count(coverage, true, &OperationCoverage::has_handler), 4);
  EXPECT_EQ(coverage.size(), 88U + 62U + 51U + 12U + 42U + 57U + 66U + 59U + 47U + 30U + 14U);
}

constexpr std::string_view kCbor = "application/cbor";

/// A signed call of CloudWatch's in CBOR, and how its header differs from what it should be.
struct CborCall {
  std::string_view name;
  std::string_view path = "/service/GraniteServiceVersion20100801/operation/ListMetrics";
  std::string_view smithy_protocol = "rpc-v2-cbor";
  std::string_view content_type = kCbor;
  std::string_view accept = kCbor;
  std::string_view amz_target = "";
  std::string_view method = "POST";
  unsigned status = 501;
  std::string_view code = "NotImplemented";
};

Request request_of(Wire& wire, const CborCall& call) {
  Request request = wire.signed_for("monitoring");
  request.method = call.method;
  request.target = call.path;
  request.smithy_protocol = call.smithy_protocol;
  request.content_type = call.content_type;
  request.accept = call.accept;
  request.amz_target = call.amz_target;
  request.body = "\xA0";
  return request;
}

const CborCall cbor_calls[] = {
    {.name = "as it should be"},
    {.name = "with a prefix",
     .path = "/v1/service/GraniteServiceVersion20100801/operation/ListMetrics"},
    {.name = "with a namespace",
     .path = "/service/com.amazonaws.GraniteServiceVersion20100801/operation/ListMetrics"},
    {.name = "with a query string",
     .path = "/service/GraniteServiceVersion20100801/operation/ListMetrics?a=/b"},
    {.name = "anything accepted", .accept = "*/*"},
    {.name = "nothing said of what is accepted", .accept = ""},
    {.name = "no smithy-protocol",
     .smithy_protocol = "",
     .status = 404,
     .code = "UnknownOperationException"},
    {.name = "another smithy-protocol",
     .smithy_protocol = "rpc-v2-json",
     .status = 404,
     .code = "UnknownOperationException"},
    {.name = "another path", .path = "/", .status = 404, .code = "UnknownOperationException"},
    {.name = "another method", .method = "PUT", .status = 404, .code = "UnknownOperationException"},
    {.name = "unknown service",
     .path = "/service/Fleet/operation/ListMetrics",
     .status = 404,
     .code = "UnknownOperationException"},
    {.name = "a service that speaks no CBOR",
     .path = "/service/AmazonEC2ContainerServiceV20141113/operation/ListClusters",
     .status = 404,
     .code = "UnknownOperationException"},
    {.name = "unknown operation",
     .path = "/service/GraniteServiceVersion20100801/operation/Fly",
     .status = 404,
     .code = "UnknownOperationException"},
    {.name = "JSON in the body",
     .content_type = "application/x-amz-json-1.0",
     .status = 415,
     .code = "UnsupportedMediaTypeException"},
    {.name = "JSON accepted",
     .accept = "application/json",
     .status = 406,
     .code = "NotAcceptableException"},
    {.name = "a target besides",
     .amz_target = kListClusters,
     .status = 400,
     .code = "SerializationException"},
};

/// "name: value" of the headers that an answer has beside those of all.
std::string headers_of(const Response& response) {
  std::string text;
  for (const auto& [name, value] : response.headers) {
    text += (text.empty() ? "" : ", ") + std::string(name) + ": " + value;
  }
  return text;
}

TEST_F(DispatchTest, AnswersCallsInCborInCbor) {
  for (const CborCall& call : cbor_calls) {
    const auto response = wire.dispatcher().try_now(request_of(wire, call));
    ASSERT_TRUE(response.has_value()) << call.name;
    EXPECT_EQ(response->status, call.status) << call.name;
    EXPECT_EQ(response->error_code, call.code) << call.name;
    EXPECT_EQ(response->content_type, kCbor) << call.name;
    EXPECT_TRUE(response->body.starts_with("\xA2\x66__type")) << call.name;
    EXPECT_TRUE(headers_of(*response).starts_with("smithy-protocol: rpc-v2-cbor")) << call.name;
  }
}

TEST_F(DispatchTest, AnswersEachClientOfAServiceInWhatItSpeaks) {
  const auto cbor = wire.dispatcher().try_now(request_of(wire, {.name = ""}));
  EXPECT_EQ(headers_of(*cbor),
            "smithy-protocol: rpc-v2-cbor, x-amzn-query-error: NotImplemented;Receiver");

  Request request = wire.signed_for("monitoring");
  request.amz_target = "GraniteServiceVersion20100801.ListMetrics";
  request.content_type = "application/x-amz-json-1.0";
  request.body = "{}";
  const auto json = wire.dispatcher().try_now(request);
  EXPECT_EQ(json->status, 501U);
  EXPECT_EQ(json->content_type, "application/x-amz-json-1.0");
  EXPECT_TRUE(json->body.starts_with(R"({"__type":"NotImplemented")")) << json->body;
  EXPECT_EQ(headers_of(*json), "x-amzn-query-error: NotImplemented;Receiver");

  request.amz_target = "";
  request.content_type = "application/x-www-form-urlencoded";
  request.body = "Action=ListMetrics&Version=2010-08-01";
  const auto query = wire.dispatcher().try_now(request);
  EXPECT_EQ(query->status, 501U);
  EXPECT_EQ(query->content_type, "text/xml");
  EXPECT_NE(query->body.find("<Code>NotImplemented</Code>"), std::string::npos) << query->body;
  EXPECT_EQ(headers_of(*query), "");
}

TEST_F(DispatchTest, AcceptsAnUnsignedWebIdentity) {
  wire.dispatcher()
      .table(sts::service)
      .add("AssumeRoleWithWebIdentity",
           [](Context& context, const sts::AssumeRoleWithWebIdentityRequest& request)
               -> Result<sts::AssumeRoleWithWebIdentityResponse> {
             return sts::AssumeRoleWithWebIdentityResponse{.audience = context.world.account + " " +
                                                                       context.world.region + " " +
                                                                       request.role_session_name};
           });
  Request request;
  request.method = "POST";
  request.host = "sts.ap-south-1.amazonaws.com";
  request.body =
      "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=GitHubActions&"
      "RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fdeploy&WebIdentityToken=e.y.J";
  const auto response = wire.dispatcher().try_now(request);
  EXPECT_NE(response->body.find("<Audience>000000000000 ap-south-1 GitHubActions</Audience>"),
            std::string::npos)
      << response->body;
}

}  // namespace
}  // namespace drydock::aws::dispatch_test
