#include "api/sts/sessions.h"

#include <gtest/gtest.h>

#include "emulator/iam/session.h"
#include "emulator/iam/sessions.h"
#include "tests/api/calls.h"

namespace drydock::sts::api::sessions_test {
namespace {

using testing::Calls;
using testing::refusal;
using testing::xml_at;

/// {"iss":"https://token.actions.githubusercontent.com","sub":"repo:o/r:ref:refs/heads/main",
/// "aud":"sts.amazonaws.com","exp":1700000100}
const std::string token =
    "eyJhbGciOiJSUzI1NiJ9."
    "eyJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tIiwic3ViIjoicmVwbzpvL3I6c"
    "mVmOnJlZnMvaGVhZHMvbWFpbiIsImF1ZCI6InN0cy5hbWF6b25hd3MuY29tIiwiZXhwIjoxNzAwMDAwMTAwfQ.c2ln";
/// {"iss":"https://i","sub":"s","exp":1699999999}
const std::string stale_token =
    "e30.eyJpc3MiOiJodHRwczovL2kiLCJzdWIiOiJzIiwiZXhwIjoxNjk5OTk5OTk5fQ.c2ln";

TEST(Sts, TellsWhoCalls) {
  Calls calls;
  const auto response = calls.sts("GetCallerIdentity");
  EXPECT_EQ(xml_at(response, "//Account"), "111122223333");
  EXPECT_EQ(xml_at(response, "//Arn"), "arn:aws:iam::111122223333:root");
  EXPECT_EQ(xml_at(response, "//UserId"), "111122223333");
}

TEST(Sts, GivesKeysOfARoleAndKeepsThem) {
  Calls calls;
  const auto response = calls.sts(
      "AssumeRole",
      "&RoleArn=arn:aws:iam::444455556666:role/ci/deploy&RoleSessionName=me&DurationSeconds=900");
  EXPECT_EQ(xml_at(response, "//AssumedRoleUser/Arn"),
            "arn:aws:sts::444455556666:assumed-role/deploy/me");
  EXPECT_EQ(xml_at(response, "//Expiration"), "2023-11-14T22:28:20.000Z");
  const std::string key = xml_at(response, "//AccessKeyId");
  EXPECT_EQ(key.size(), 20U);
  EXPECT_TRUE(key.starts_with("ASIA"));
  EXPECT_EQ(xml_at(response, "//SecretAccessKey").size(), 40U);
  const auto* session = iam::find_session(calls.store(), key, xml_at(response, "//SessionToken"));
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(session->arn, "arn:aws:sts::444455556666:assumed-role/deploy/me");
  EXPECT_EQ(session->user_id, xml_at(response, "//AssumedRoleId"));
  EXPECT_TRUE(session->user_id.starts_with("AROA"));
  EXPECT_EQ(session->user_id.size(), 21U + 3U);
}

TEST(Sts, KeepsNoSecretInTheStore) {
  Calls calls;
  const auto response =
      calls.sts("AssumeRole", "&RoleArn=arn:aws:iam::444455556666:role/deploy&RoleSessionName=me");
  const std::string state = calls.store().to_json();
  EXPECT_NE(state.find(xml_at(response, "//AccessKeyId")), std::string::npos);
  for (const char* secret : {"//SecretAccessKey", "//SessionToken"}) {
    EXPECT_EQ(state.find(xml_at(response, secret)), std::string::npos) << secret;
  }
}

iam::Session session_until(int number, TimePoint expires_at) {
  iam::Session session;
  session.access_key_id = "ASIA" + std::to_string(number);
  session.expires_at = expires_at;
  return session;
}

TEST(Sts, ForgetsSessionsAnHourAfterTheyExpired) {
  Calls calls;
  calls.store().put(iam::session_world, session_until(1, Calls::now() - std::chrono::hours(1)));
  calls.store().put(iam::session_world, session_until(2, Calls::now() - std::chrono::minutes(59)));
  calls.sts("AssumeRole", "&RoleArn=arn:aws:iam::444455556666:role/deploy&RoleSessionName=me");
  EXPECT_EQ(calls.store().find<iam::Session>(iam::session_world, "ASIA1"), nullptr);
  EXPECT_NE(calls.store().find<iam::Session>(iam::session_world, "ASIA2"), nullptr);
}

TEST(Sts, KeepsSoManySessionsAndNoMore) {
  Calls calls;
  const TimePoint later = Calls::now() + std::chrono::hours(1);
  for (int i = 0; i < static_cast<int>(iam::sessions_max) - 1; ++i) {
    calls.store().put(iam::session_world, session_until(i, later));
  }
  // One of them has expired just now: it makes room where there is no other.
  calls.store().put(iam::session_world, session_until(-1, Calls::now()));
  const std::string role = "&RoleArn=arn:aws:iam::444455556666:role/deploy&RoleSessionName=me";
  EXPECT_EQ(refusal(calls.sts("AssumeRole", role)), "none");
  EXPECT_EQ(refusal(calls.sts("AssumeRole", role)),
            "Throttling: drydock keeps 10000 temporary credentials at a time, and none of them has "
            "expired.");
}

TEST(Sts, KnowsARoleOfItsOwnPartitionOnly) {
  Calls calls;
  EXPECT_EQ(refusal(calls.sts("AssumeRole",
                              "&RoleArn=arn:aws-cn:iam::444455556666:role/ci&RoleSessionName=me")),
            "ValidationError: Request ARN is invalid");
}

TEST(Sts, TakesAWebIdentityWithoutASignature) {
  Calls calls;
  const std::string body =
      "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=GitHubActions"
      "&RoleArn=arn:aws:iam::444455556666:role/deploy&WebIdentityToken=" +
      token + "%0A";
  aws::Request request;
  request.method = "POST";
  request.target = "/";
  request.host = "localhost:4566";
  request.content_type = "application/x-www-form-urlencoded";
  request.body = body;
  const auto response = *calls.dispatcher().try_now(request);
  EXPECT_EQ(refusal(response), "none");
  EXPECT_EQ(xml_at(response, "//SubjectFromWebIdentityToken"), "repo:o/r:ref:refs/heads/main");
  EXPECT_EQ(xml_at(response, "//Audience"), "sts.amazonaws.com");
  EXPECT_EQ(xml_at(response, "//Provider"),
            "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com");
  EXPECT_EQ(xml_at(response, "//AssumedRoleUser/Arn"),
            "arn:aws:sts::444455556666:assumed-role/deploy/GitHubActions");
  EXPECT_EQ(xml_at(response, "//Expiration"), "2023-11-14T23:13:20.000Z");
}

TEST(Sts, RefusesInAwsWords) {
  Calls calls;
  EXPECT_EQ(refusal(calls.sts("AssumeRole",
                              "&RoleArn=arn:aws:iam::444455556666:user/x&RoleSessionName=me")),
            "ValidationError: Request ARN is invalid");
  EXPECT_EQ(refusal(calls.sts("AssumeRole",
                              "&RoleArn=arn:aws:iam::444455556666:role/deploy&RoleSessionName=me"
                              "&MinimumSessionTokenSize=4096")),
            "ValidationError: drydock does not pad session tokens: MinimumSessionTokenSize must be "
            "0.");
  const std::string role =
      "&RoleArn=arn:aws:iam::444455556666:role/deploy&RoleSessionName=me&WebIdentityToken=";
  EXPECT_EQ(refusal(calls.sts("AssumeRoleWithWebIdentity", role + "nonsense")),
            "InvalidIdentityToken: The ID Token provided is not a valid JWT. (You may see this "
            "error if you sent an Access Token)");
  EXPECT_EQ(refusal(calls.sts("AssumeRoleWithWebIdentity", role + stale_token)),
            "ExpiredTokenException: Token expired: current date/time 1700000000 must be before the "
            "expiration date/time 1699999999");
}

}  // namespace
}  // namespace drydock::sts::api::sessions_test
