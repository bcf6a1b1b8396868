#include "api/events/rules.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/events/rule.h"
#include "tests/api/calls.h"
#include "tests/api/events/event_calls.h"

namespace drydock::events::api::rules_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

std::string arn(const std::string& resource) {
  return "arn:aws:events:eu-west-1:111122223333:" + resource;
}

/// The rule "stopped", and the API destination "hook" with its connection "key".
struct EventRules : ::testing::Test {
  void SetUp() override {
    calls("PutRule", R"({"Name":"stopped","EventPattern":"{\"source\":[\"aws.ecs\"]}",
                 "Tags":[{"Key":"a","Value":"1"}]})");
    const auto connection =
        calls("CreateConnection", R"({"Name":"key","AuthorizationType":"API_KEY","AuthParameters":
        {"ApiKeyAuthParameters":{"ApiKeyName":"X-Key","ApiKeyValue":"secret"}}})");
    connection_arn = json_at(connection, "ConnectionArn");
    destination_arn = json_at(
        calls("CreateApiDestination", R"({"Name":"hook","ConnectionArn":")" + connection_arn +
                                          R"(","InvocationEndpoint":"http://localhost:1/x",
                                                 "HttpMethod":"POST"})"),
        "ApiDestinationArn");
  }

  aws::Response put_target(const std::string& target) {
    return calls("PutTargets", R"({"Rule":"stopped","Targets":[)" + target + "]}");
  }

  EventCalls calls;
  std::string connection_arn;
  std::string destination_arn;
};

TEST_F(EventRules, AreKeptAndTold) {
  const auto rule = calls("DescribeRule", R"({"Name":"stopped"})");
  EXPECT_EQ(json_at(rule, "Arn"), arn("rule/stopped"));
  EXPECT_EQ(json_at(rule, "State"), "ENABLED");
  EXPECT_EQ(json_at(rule, "EventPattern"), R"({"source":["aws.ecs"]})");
  EXPECT_EQ(json_at(rule, "EventBusName"), "default");
  EXPECT_EQ(json_at(rule, "CreatedBy"), "111122223333");
  EXPECT_EQ(refusal(calls("DisableRule", R"({"Name":"stopped"})")), "none");
  EXPECT_EQ(json_at(calls("ListRules", R"({"NamePrefix":"sto"})"), "Rules/0/State"), "DISABLED");
  EXPECT_EQ(json_at(calls("ListRules", R"({"NamePrefix":"x"})"), "Rules"), "[0]");
  calls("EnableRule", R"({"Name":"stopped","EventBusName":"default"})");
  EXPECT_EQ(json_at(calls("DescribeRule", R"({"Name":"stopped"})"), "State"), "ENABLED");
}

TEST_F(EventRules, KeepTargetsAndTagsWhenTheyArePutAgain) {
  put_target(R"({"Id":"1","Arn":")" + destination_arn + "\"}");
  calls("PutRule", R"-({"Name":"stopped","ScheduleExpression":"rate(1 minute)"})-");
  const auto rule = calls("DescribeRule", R"({"Name":"stopped"})");
  EXPECT_EQ(json_at(rule, "EventPattern"), "absent");
  EXPECT_EQ(json_at(rule, "ScheduleExpression"), "rate(1 minute)");
  EXPECT_EQ(json_at(calls("ListTargetsByRule", R"({"Rule":"stopped"})"), "Targets/0/Id"), "1");
  EXPECT_EQ(
      json_at(calls("ListTagsForResource", R"({"ResourceARN":")" + arn("rule/stopped") + "\"}"),
              "Tags/0/Value"),
      "1");
}

TEST_F(EventRules, GoOnceTheirTargetsHaveGone) {
  put_target(R"({"Id":"1","Arn":")" + destination_arn + "\"}");
  EXPECT_EQ(refusal(calls("DeleteRule", R"({"Name":"stopped"})")),
            "ValidationException: Rule can't be deleted since it has targets.");
  EXPECT_EQ(json_at(calls("ListRuleNamesByTarget", R"({"TargetArn":")" + destination_arn + "\"}"),
                    "RuleNames/0"),
            "stopped");
  const auto removed = calls("RemoveTargets", R"({"Rule":"stopped","Ids":["1","unknown"]})");
  EXPECT_EQ(json_at(removed, "FailedEntryCount"), "0");
  EXPECT_EQ(refusal(calls("DeleteRule", R"({"Name":"stopped"})")), "none");
  EXPECT_EQ(refusal(calls("DeleteRule", R"({"Name":"stopped"})")), "none");
  EXPECT_EQ(refusal(calls("DescribeRule", R"({"Name":"stopped"})")),
            "ResourceNotFoundException: Rule stopped does not exist on EventBus default.");
}

TEST_F(EventRules, RefuseWhatDoesNotSayWhen) {
  const auto put = [&](const std::string& members) {
    return refusal(calls("PutRule", R"({"Name":"r")" + members + "}"));
  };
  EXPECT_EQ(put(""),
            "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be "
            "specified.");
  EXPECT_EQ(put(R"-(,"ScheduleExpression":"rate(1 minutes)")-"),
            "ValidationException: Parameter ScheduleExpression is not valid.");
  EXPECT_EQ(put(R"(,"EventPattern":"[]")"),
            "InvalidEventPatternException: Event pattern is not valid. Reason: Filter is not an "
            "object");
  EXPECT_EQ(put(R"-(,"ScheduleExpression":"rate(1 minute)","EventBusName":"mine")-"),
            "ResourceNotFoundException: Event bus mine does not exist.");
}

TEST_F(EventRules, AreAtMostThreeHundred) {
  for (int i = 1; i < 300; ++i) {
    calls.store().put(Calls::world(), Rule{.name = "r" + std::to_string(i)});
  }
  EXPECT_EQ(
      refusal(calls("PutRule", R"-({"Name":"one-more","ScheduleExpression":"rate(1 hour)"})-")),
      "LimitExceededException: The requested resource exceeds the maximum number allowed.");
}

TEST_F(EventRules, RefuseTargetsThatNothingReaches) {
  const auto put = [&](const std::string& target) { return refusal(put_target(target)); };
  EXPECT_EQ(put(R"({"Id":"1","Arn":"nonsense"})"),
            "ValidationException: Parameter nonsense is not valid. Reason: Provided Arn is not in "
            "correct format.");
  EXPECT_EQ(put(R"({"Id":"q","Arn":"arn:aws:sqs:eu-west-1:111122223333:q"})"),
            "ValidationException: Target q: events do not reach "
            "arn:aws:sqs:eu-west-1:111122223333:q here: a target is an API destination (an HTTP "
            "URL) or an ECS cluster of this account and region, in which a task is run.");
  EXPECT_EQ(put(R"({"Id":"l","Arn":")" + arn("x").replace(8, 6, "logs") + "\"}").substr(0, 60),
            "ValidationException: Target l: events do not reach arn:aws:l");
  EXPECT_EQ(put(R"({"Id":"1","Arn":")" + destination_arn + R"(","DeadLetterConfig":{"Arn":"a"}})"),
            "ValidationException: Target 1: DeadLetterConfig needs Amazon SQS, which is not "
            "emulated.");
  EXPECT_EQ(put(R"({"Id":"1","Arn":")" + Calls::arn("cluster/shop") + "\"}"),
            "ValidationException: Target 1: an ECS cluster needs EcsParameters.");
  EXPECT_EQ(put(R"({"Id":"1","Arn":")" + arn("api-destination/none/1") + "\"}"),
            "ResourceNotFoundException: Failed to describe the api-destination(s). Api-destination "
            "'none' does not exist.");
  EXPECT_EQ(json_at(calls("ListTargetsByRule", R"({"Rule":"stopped"})"), "Targets"), "[0]");
}

TEST_F(EventRules, HaveFiveTargetsAtMost) {
  std::string targets;
  for (int i = 0; i < 6; ++i) {
    targets += (targets.empty() ? "" : ",") + (R"({"Id":")" + std::to_string(i)) + R"(","Arn":")" +
               destination_arn + "\"}";
  }
  EXPECT_EQ(refusal(put_target(targets)),
            "LimitExceededException: The requested resource exceeds the maximum number allowed.");
}

TEST_F(EventRules, HaveTags) {
  const std::string resource = R"({"ResourceARN":")" + arn("rule/stopped") + "\"";
  calls("TagResource", resource + R"(,"Tags":[{"Key":"b","Value":"2"}]})");
  calls("UntagResource", resource + R"(,"TagKeys":["a"]})");
  const auto tags = calls("ListTagsForResource", resource + "}");
  EXPECT_EQ(json_at(tags, "Tags"), "[1]");
  EXPECT_EQ(json_at(tags, "Tags/0/Key"), "b");
}

TEST_F(EventRules, SendToDestinationsThatKeepTheirSecrets) {
  const auto connection = calls("DescribeConnection", R"({"Name":"key"})");
  EXPECT_EQ(json_at(connection, "ConnectionState"), "AUTHORIZED");
  EXPECT_EQ(json_at(connection, "AuthParameters/ApiKeyAuthParameters/ApiKeyName"), "X-Key");
  EXPECT_EQ(json_at(connection, "AuthParameters/ApiKeyAuthParameters/ApiKeyValue"), "absent");
  const auto updated =
      calls("UpdateApiDestination", R"({"Name":"hook","HttpMethod":"PUT","Description":"d"})");
  EXPECT_EQ(json_at(updated, "ApiDestinationArn"), destination_arn);
  const auto destination = calls("DescribeApiDestination", R"({"Name":"hook"})");
  EXPECT_EQ(json_at(destination, "HttpMethod"), "PUT");
  EXPECT_EQ(json_at(destination, "InvocationEndpoint"), "http://localhost:1/x");
  EXPECT_EQ(json_at(destination, "ConnectionArn"), connection_arn);
  EXPECT_EQ(json_at(destination, "ApiDestinationState"), "ACTIVE");
  EXPECT_EQ(json_at(calls("ListConnections"), "Connections/0/Name"), "key");
  calls("DeleteConnection", R"({"Name":"key"})");
  EXPECT_EQ(json_at(calls("ListApiDestinations"), "ApiDestinations/0/ApiDestinationState"),
            "INACTIVE");
  calls("DeleteApiDestination", R"({"Name":"hook"})");
  EXPECT_EQ(refusal(calls("DescribeApiDestination", R"({"Name":"hook"})")),
            "ResourceNotFoundException: Failed to describe the api-destination(s). Api-destination "
            "'hook' does not exist.");
}

TEST_F(EventRules, SendToHttpAlone) {
  EXPECT_EQ(refusal(calls("UpdateApiDestination",
                          R"({"Name":"hook","InvocationEndpoint":"https://example.com"})")),
            "ValidationException: InvocationEndpoint: drydock sends events to http:// URLs, such "
            "as one on this machine.");
}

TEST_F(EventRules, TakeEventsThatClientsPut) {
  const auto put = calls("PutEvents",
                         R"({"Entries":[{"Source":"shop","DetailType":"order","Detail":"{\"n\":1}"},
      {"Source":"aws.ecs","DetailType":"order","Detail":"{}"},
      {"Source":"shop","DetailType":"order","Detail":"[]"},
      {"Source":"shop","Detail":"{}"},
      {"Source":"shop","DetailType":"order","Detail":"{}","EventBusName":"mine"}]})");
  EXPECT_EQ(json_at(put, "FailedEntryCount"), "4");
  EXPECT_EQ(json_at(put, "Entries/1/ErrorCode"), "NotAuthorizedForSourceException");
  EXPECT_EQ(json_at(put, "Entries/2/ErrorCode"), "MalformedDetail");
  EXPECT_EQ(json_at(put, "Entries/3/ErrorMessage"), "Parameter DetailType is not valid.");
  EXPECT_EQ(json_at(put, "Entries/4/ErrorMessage"), "Event bus mine does not exist.");
  ASSERT_EQ(calls.bus().published.size(), 1U);
  const Event& event = calls.bus().published.front();
  EXPECT_EQ(json_at(put, "Entries/0/EventId"), event.id);
  EXPECT_EQ(event.detail, R"({"n":1})");
  EXPECT_EQ(event.time, Calls::now());
}

TEST_F(EventRules, AreTriedOut) {
  const auto test = [&](const std::string& pattern, const std::string& event) {
    return calls("TestEventPattern",
                 R"({"EventPattern":")" + pattern + R"(","Event":")" + event + "\"}");
  };
  const std::string event =
      R"({\"id\":\"1\",\"detail-type\":\"t\",\"source\":\"s\",\"account\":\"1\",)"
      R"(\"time\":\"t\",\"region\":\"r\",\"resources\":[]})";
  EXPECT_EQ(json_at(test(R"({\"source\":[\"s\"]})", event), "Result"), "true");
  EXPECT_EQ(json_at(test(R"({\"source\":[\"x\"]})", event), "Result"), "false");
  EXPECT_EQ(refusal(test(R"({\"source\":[\"x\"]})", "{}")),
            "ValidationException: Parameter Event is not valid. Reason: it has no \"id\".");
}

TEST_F(EventRules, AreOnTheDefaultBus) {
  EXPECT_EQ(json_at(calls("DescribeEventBus"), "Arn"), arn("event-bus/default"));
  EXPECT_EQ(json_at(calls("ListEventBuses"), "EventBuses/0/Name"), "default");
  EXPECT_EQ(json_at(calls("ListEventBuses", R"({"NamePrefix":"x"})"), "EventBuses"), "[0]");
}

}  // namespace
}  // namespace drydock::events::api::rules_test
