#include "api/aws/dispatch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "model/ec2.h"
#include "model/ecr.h"
#include "model/ecs.h"
#include "model/elbv2.h"
#include "model/sts.h"
#include "tests/api/aws/wire.h"
#include "tests/support/await.h"

namespace drydock::aws {
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
    {"half signed", kListClusters, "{}", 400, "IncompleteSignature", kJson, "Bearer x"},
    {"query, unknown action", "", "Action=Fly&Version=2015-12-01", 400, "InvalidAction", kXml},
    {"query, unknown version", "", "Action=ListQueues&Version=2012-11-05", 400, "InvalidAction",
     kJson},
    {"query, unsigned", "", "Action=GetCallerIdentity&Version=2011-06-15", 403,
     "MissingAuthenticationToken", kXml, ""},
    {"query, no handler", "", "Action=DescribeRules&Version=2015-12-01", 501, "NotImplemented",
     kXml},
    {"ec2, no handler", "", "Action=DescribeVpcs&Version=2016-11-15", 501, "NotImplemented",
     "text/xml;charset=UTF-8"},
    {"nothing at all", "", "", 400, "MissingAction", kXml, ""},
    {"not UTF-8", "", "Action=%FF", 400, "MalformedQueryString", kJson},
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

TEST_F(DispatchTest, TellsWhoHoldsATemporaryKey) {
  wire.dispatcher().look_up_sessions_by([](std::string_view key) -> std::optional<Caller> {
    if (key != "ASIAKNOWN") return std::nullopt;
    return Caller{"777788889999", std::string(key), "arn:aws:sts::777788889999:assumed-role/r/s",
                  "AROAX:s"};
  });
  const auto account_of = [&](std::string_view key) {
    const std::string authorization =
        "AWS4-HMAC-SHA256 Credential=" + std::string(key) + "/20260801/eu-west-1/sts/aws4_request";
    Request request = wire.signed_for("sts");
    request.authorization = authorization;
    request.body = "Action=GetCallerIdentity&Version=2011-06-15";
    const std::string body = wire.dispatcher().try_now(request)->body;
    return body.substr(body.find("<Account>") + 9, 12);
  };
  EXPECT_EQ(account_of("ASIAKNOWN"), "777788889999");
  EXPECT_EQ(account_of("ASIAUNKNOWN"), "000000000000");
  EXPECT_EQ(account_of("AKIAANYTHING"), "000000000000");
  EXPECT_EQ(account_of("123456789012"), "123456789012");
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
  EXPECT_EQ(coverage.size(), 77U + 58U + 51U + 11U + 42U + 65U);
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
}  // namespace drydock::aws
