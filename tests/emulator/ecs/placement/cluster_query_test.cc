#include "emulator/ecs/placement/cluster_query.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drydock::ecs::cluster_query_test {
namespace {

QueriedInstance instance() {
  QueriedInstance queried;
  queried.agent_connected = true;
  queried.agent_version = "1.14.5";
  queried.ec2_instance_id = "i-abcd1234";
  queried.registered_at = std::chrono::sys_days(std::chrono::year(2018) / 6 / 18) +
                          std::chrono::hours(22) + std::chrono::minutes(28);
  queried.running_tasks = 2;
  queried.attributes = {{"ecs.instance-type", "t2.small"},
                        {"ecs.availability-zone", "us-east-1a"},
                        {"slots", "9"},
                        {"ecs.capability.task-eni", ""}};
  queried.groups = {{"service:production", 2}, {"family:gone", 0}};
  return queried;
}

struct Row {
  std::string expression;
  bool matches;
};

void expect(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto query = ClusterQuery::parse(row.expression);
    ASSERT_TRUE(query.has_value()) << row.expression << ": " << query.error();
    EXPECT_EQ(query->matches(instance()), row.matches) << row.expression;
  }
}

TEST(ClusterQuery, ReadsTheExamplesOfItsDocumentation) {
  expect({{"attribute:ecs.instance-type == t2.small", true},
          {"attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", true},
          {"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
           false},
          {"attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone != us-east-1d",
           true},
          {"task:group == service:production", true},
          {"not(task:group == database)", true},
          {"runningTasksCount == 1", false},
          {"agentVersion < 1.14.5", false},
          {"registeredAt < 2018-02-13", false},
          {"ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", true}});
}

TEST(ClusterQuery, KnowsEveryOperatorByItsMarkAndByItsWord) {
  expect({{"attribute:slots equals 9", true},
          {"attribute:slots not_equals 9", false},
          {"attribute:slots > 8", true},
          {"attribute:slots greater_than 10", false},
          {"attribute:slots >= 9", true},
          {"attribute:slots greater_than_equal 10", false},
          {"attribute:slots < 10", true},
          {"attribute:slots less_than 9", false},
          {"attribute:slots <= 9", true},
          {"attribute:slots less_than_equal 8", false},
          {"attribute:slots exists", true},
          {"attribute:slots !exists", false},
          {"attribute:slots not_exists", false},
          {"attribute:slots !in [1, 2]", true},
          {"attribute:slots not_in [9]", false},
          {"attribute:ecs.instance-type matches 't[0-9]\\.(small|medium)'", true},
          {"attribute:ecs.instance-type =~ t[0-9].small", true},
          {"attribute:ecs.instance-type !~ t2", true},
          {"attribute:ecs.instance-type not_matches t2.*", false}});
}

TEST(ClusterQuery, ComparesEachSubjectInItsOwnWay) {
  expect({{"agentVersion > 1.9", true},
          {"agentVersion >= 1.14.5.0", true},
          {"agentConnected == true", true},
          {"agentConnected in [false]", false},
          {"registeredAt == 2018-06-18T22:28:00Z", true},
          {"registeredAt == 2018-06-18T22:28:00", true},
          {"registeredAt == 2018-06-19T00:28:00+02:00", true},
          {"registeredAt > 2018-06-18T22:28:00-01:00", false},
          {"runningTasksCount <= 2", true},
          {"task:group =~ service:.*", true},
          {"task:group == family:gone", false}});
}

TEST(ClusterQuery, FindsNothingEqualToWhatIsNotThere) {
  expect({{"attribute:color == red", false},
          {"attribute:color != red", true},
          {"attribute:color > 1", false},
          {"attribute:color !exists", true},
          {"attribute:ecs.capability.task-eni exists", true}});
}

TEST(ClusterQuery, BindsNotCloserThanAndAndAndCloserThanOr) {
  const std::string yes = "attribute:slots exists";
  const std::string no = "attribute:color exists";
  expect({{yes + " or " + no + " and " + no, true},
          {"(" + yes + " || " + no + ") && " + no, false},
          {"not " + no + " and " + yes, true},
          {"!" + yes + " or " + yes, true},
          {"not(" + no + " or " + yes + ")", false},
          {"!!" + yes, true},
          {"((" + yes + "))&&!" + no, true},
          {"attribute:slots==9&&attribute:slots!=8", true}});
}

TEST(ClusterQuery, RefusesWhatIsMalformed) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "it ends too early at character 1"},
      {"attribute:slots", "it ends too early at character 16"},
      {"attribute:slots ==", "it ends too early at character 19"},
      {"attribute: == 1", "'attribute:' is not a subject at character 1"},
      {"color == red", "'color' is not a subject at character 1"},
      {"attribute:slots = 9", "'=' is not expected at character 17"},
      {"attribute:slots == 9)", "')' is not expected at character 21"},
      {"(attribute:slots == 9", "it ends too early at character 22"},
      {"attribute:slots == 9 attribute:slots == 9", "'a' is not expected at character 22"},
      {"attribute:slots in 9", "'9' is not expected at character 20"},
      {"attribute:slots in [9", "it ends too early at character 22"},
      {"attribute:slots == 'nine", "a quote is not closed at character 20"},
      {"attribute:slots =~ '['", "'[' is not a pattern: missing ]: [ at character 1"},
      {"attribute:slots existsnot", "'e' is not expected at character 17"},
      {"agentVersion exists", "the subject has no such operator at character 1"},
      {"agentVersion == latest", "'latest' is not a version at character 1"},
      {"ec2InstanceId > i-1", "the subject has no such operator at character 1"},
      {"registeredAt < 2018-02-30", "'2018-02-30' is not a date at character 1"},
      {"registeredAt < yesterday", "'yesterday' is not a date at character 1"},
      {"runningTasksCount == many", "'many' is not a number at character 1"},
  };
  for (const auto& [expression, fault] : rows) {
    const auto query = ClusterQuery::parse(expression);
    ASSERT_FALSE(query.has_value()) << expression;
    EXPECT_EQ(query.error(), fault) << expression;
  }
}

TEST(ClusterQuery, HasBoundsOfLengthAndDepth) {
  const std::string test = "attribute:a exists";
  const auto nested = [&test](std::size_t depth) {
    return std::string(depth, '(') + test + std::string(depth, ')');
  };
  EXPECT_TRUE(ClusterQuery::parse(nested(ClusterQuery::depth_max)).has_value());
  EXPECT_EQ(ClusterQuery::parse(nested(ClusterQuery::depth_max + 1)).error(),
            "it nests too deep at character 34");
  EXPECT_EQ(ClusterQuery::parse(std::string(1000, '!') + test).error(),
            "it nests too deep at character 34");
  const std::string fill(ClusterQuery::length_max - test.size(), ' ');
  EXPECT_TRUE(ClusterQuery::parse(test + fill).has_value());
  EXPECT_EQ(ClusterQuery::parse(test + fill + " ").error(), "it has more than 2000 characters");
}

TEST(ClusterQuery, TellsWhetherTasksDecide) {
  EXPECT_FALSE(ClusterQuery::parse("attribute:a exists")->depends_on_tasks());
  EXPECT_TRUE(ClusterQuery::parse("not(task:group == db)")->depends_on_tasks());
  EXPECT_TRUE(
      ClusterQuery::parse("attribute:a exists or runningTasksCount < 3")->depends_on_tasks());
}

}  // namespace
}  // namespace drydock::ecs::cluster_query_test
