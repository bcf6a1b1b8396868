#include "api/aws/access_log.h"

#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>
#include <stdexcept>

#include "model/ecs/cluster.h"
#include "model/ecs/service_model.h"
#include "tests/api/aws/wire.h"

namespace drydock::aws::access_log_test {
namespace {

using testing::Wire;
namespace ecs = model::ecs;

Result<ecs::ListClustersResponse> list_clusters(Context& /*context*/,
                                                const ecs::ListClustersRequest& /*request*/) {
  return ecs::ListClustersResponse{};
}

Result<ecs::DeleteClusterResponse> delete_cluster(Context& /*context*/,
                                                  const ecs::DeleteClusterRequest& /*request*/) {
  throw std::runtime_error("the disk is on fire");
}

/// A wire whose calls are told of; each takes 1.5 ms.
struct AccessLogTest : ::testing::Test {
  void SetUp() override {
    logger->set_pattern("%l %v");
    auto& table = wire.dispatcher().table(ecs::service);
    table.add("ListClusters", &list_clusters);
    table.add("DeleteCluster", &delete_cluster);
  }

  /// The line, or lines, of a call.
  std::string told(std::string_view target, std::string_view body = "{}") {
    out.str("");
    wire.json(target, body);
    return out.str();
  }

  std::ostringstream out;
  std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>(
      "calls", std::make_shared<spdlog::sinks::ostream_sink_st>(out));
  int looks = 0;
  Wire wire{AccessLog(logger, [this] { return ++looks * std::chrono::microseconds(1500); })};
};

TEST_F(AccessLogTest, TellsOfEveryCallInOneLine) {
  const std::string ecs = "AmazonEC2ContainerServiceV20141113.";
  EXPECT_EQ(told(ecs + "ListClusters"), "info 111122223333 ecs:ListClusters 200 - 1.500 ms\n");
  EXPECT_EQ(told(ecs + "ListClusters", "{"),
            "info 111122223333 ecs:ListClusters 400 SerializationException 1.500 ms\n");
  EXPECT_EQ(told(ecs + "DeleteCluster", R"({"cluster":"a"})"),
            "info 111122223333 ecs:DeleteCluster 500 ServerException 1.500 ms\n");
  EXPECT_EQ(told(ecs + "CreateTaskSet"), "info - ecs:CreateTaskSet 501 NotImplemented 1.500 ms\n");
  EXPECT_EQ(told(ecs + "Fly"), "info - ecs:Fly 400 UnknownOperationException 1.500 ms\n");
  EXPECT_EQ(told("DynamoDB_20120810.ListTables"),
            "info - -:DynamoDB_20120810.ListTables 400 UnknownOperationException 1.500 ms\n");
}

TEST_F(AccessLogTest, IsNotLedToTellMoreThanOneLine) {
  const std::string line = told("x.Fly\n1970 info 0 ecs:ListClusters " + std::string(9000, 'y'));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_LT(line.size(), 300U);
  EXPECT_NE(line.find("-:x.Fly\\x0a1970\\x20info"), std::string::npos) << line;
}

TEST_F(AccessLogTest, TellsOfAFormsAction) {
  out.str("");
  wire.query("Action=Take%0Aoff&Version=2015-12-01");
  EXPECT_EQ(out.str(), "info - elbv2:Take\\x0aoff 400 InvalidAction 1.500 ms\n");
}

TEST_F(AccessLogTest, MeasuresNothingWhereNothingIsTold) {
  logger->set_level(spdlog::level::warn);
  EXPECT_EQ(told("AmazonEC2ContainerServiceV20141113.ListClusters"), "");
  EXPECT_EQ(looks, 0);
}

TEST(Loggable, IsOneBoundedWordOfVisibleCharacters) {
  EXPECT_EQ(loggable(""), "-");
  EXPECT_EQ(loggable("ListClusters"), "ListClusters");
  EXPECT_EQ(loggable("a b\t\r\n\x1b[31m"), R"(a\x20b\x09\x0d\x0a\x1b[31m)");
  EXPECT_EQ(loggable("\\x0a"), R"(\x5cx0a)");
  EXPECT_EQ(loggable("caf\xC3\xA9\x7F"), R"(caf\xc3\xa9\x7f)");
  std::string longest(128, 'x');
  EXPECT_EQ(loggable(longest), longest);
  const std::string longer(129, 'x');
  longest.append("...");
  EXPECT_EQ(loggable(longer), longest);
}

}  // namespace
}  // namespace drydock::aws::access_log_test
