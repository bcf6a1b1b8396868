#include "api/aws/sigv4.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace drydock::aws::sigv4_test {
namespace {

TEST(ParseAuthorization, ReadsAllParts) {
  const auto signature = parse_authorization(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260801/us-east-1/ecs/aws4_request, "
      "SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6");
  ASSERT_TRUE(signature.has_value());
  EXPECT_EQ(*signature, (Signature{.access_key_id = "AKIDEXAMPLE",
                                   .date = "20260801",
                                   .region = "us-east-1",
                                   .service = "ecs",
                                   .signed_headers = "content-type;host;x-amz-date",
                                   .signature = "5d672d79c15b13162d9279b0855cfba6"}));
}

TEST(ParseAuthorization, TakesAnyOrderAndSpacing) {
  const auto signature = parse_authorization(
      "AWS4-HMAC-SHA256 "
      "Signature=ab,SignedHeaders=host,\tCredential=a/b/20260801/r/s/aws4_request");
  ASSERT_TRUE(signature.has_value());
  EXPECT_EQ(signature->access_key_id, "a/b");
  EXPECT_EQ(signature->service, "s");
  EXPECT_EQ(signature->signature, "ab");
}

TEST(ParseAuthorization, ReadsARegionSetSignature) {
  const auto signature = parse_authorization(
      "AWS4-ECDSA-P256-SHA256 Credential=AKID/20260801/sts/aws4_request, "
      "SignedHeaders=host, Signature=ab");
  ASSERT_TRUE(signature.has_value());
  EXPECT_EQ(signature->access_key_id, "AKID");
  EXPECT_EQ(signature->region, "");
  EXPECT_EQ(signature->service, "sts");
}

TEST(ParseAuthorization, RefusesTheRestInAwsWords) {
  const std::string_view no_credential = "Authorization header requires 'Credential' parameter. ";
  const std::string no_part = std::string(no_credential) +
                              "Authorization header requires 'Signature' parameter. "
                              "Authorization header requires 'SignedHeaders' parameter. ";
  const std::string sha = "AWS4-HMAC-SHA256 ";
  const std::string rest = ", SignedHeaders=host, Signature=ab";
  const auto five = [](const std::string& got) {
    return "IncompleteSignature: Credential must have exactly 5 slash-delimited elements, e.g. "
           "keyid/date/region/service/term, got '" +
           got + "'";
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Basic QVdTOnB3", "IncompleteSignature: " + no_part + "Authorization=Basic QVdTOnB3"},
      {"AWS4-HMAC-SHA256", "IncompleteSignature: " + no_part + "Authorization=AWS4-HMAC-SHA256"},
      {sha + ",,,,", "IncompleteSignature: " + no_part + "Authorization=" + sha + ",,,,"},
      {sha + "SignedHeaders=host, Signature=ab",
       "IncompleteSignature: " + std::string(no_credential) + "Authorization=" + sha +
           "SignedHeaders=host, Signature=ab"},
      {sha + "Credential= a/20260801/r/s/aws4_request" + rest,
       "IncompleteSignature: 'a/20260801/r/s/aws4_request' not a valid key=value pair (missing "
       "equal-sign) in Authorization header: '" +
           sha + "Credential= a/20260801/r/s/aws4_request" + rest + "'."},
      {sha + "Credential=a" + rest, five("a")},
      {sha + "Credential=a/b/c/aws4_request" + rest, five("a/b/c/aws4_request")},
      {sha + "Credential=/20260801/r/s/aws4_request" + rest, five("/20260801/r/s/aws4_request")},
      {sha + "Credential=a/20260801/r/s/aws5_request" + rest,
       "SignatureDoesNotMatch: Credential should be scoped with a valid terminator: "
       "'aws4_request', not 'aws5_request'."},
      {sha + "Credential=a/20260801/eu:west/s/aws4_request" + rest,
       "SignatureDoesNotMatch: Credential should be scoped to a valid region."},
      {sha + "Credential=a/20260801/" + std::string(64, 'r') + "/s/aws4_request" + rest,
       "SignatureDoesNotMatch: Credential should be scoped to a valid region."},
  };
  for (const auto& [header, refusal] : cases) {
    const auto read = parse_authorization(header);
    ASSERT_FALSE(read.has_value()) << header;
    EXPECT_EQ(read.error().code() + ": " + read.error().message(), refusal);
  }
}

}  // namespace
}  // namespace drydock::aws::sigv4_test
