#include "api/aws/sigv4.h"

#include <gtest/gtest.h>

namespace drydock::aws {
namespace {

TEST(ParseAuthorization, ReadsAllParts) {
  const auto signature = parse_authorization(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260801/us-east-1/ecs/aws4_request, "
      "SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6");
  EXPECT_EQ(signature, (Signature{.access_key_id = "AKIDEXAMPLE",
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
      "AWS4-ECDSA-P256-SHA256 Credential=AKID/20260801/sts/aws4_request, Signature=ab");
  ASSERT_TRUE(signature.has_value());
  EXPECT_EQ(signature->access_key_id, "AKID");
  EXPECT_EQ(signature->region, "");
  EXPECT_EQ(signature->service, "sts");
}

TEST(ParseAuthorization, RefusesTheRest) {
  for (const std::string_view header :
       {"", "AWS4-HMAC-SHA256", "Basic QVdTOnB3", "AWS4-HMAC-SHA256 Credential=a",
        "AWS4-HMAC-SHA256 Credential=a/b/c/aws4_request", "AWS4-HMAC-SHA256 Signature=ab",
        "AWS4-HMAC-SHA256 Credential=/20260801/r/s/aws4_request",
        "AWS4-HMAC-SHA256 Credential=a/20260801/r/s/aws5_request",
        "AWS Credential=a/20260801/r/s/aws4_request", "AWS4-HMAC-SHA256 ,,,,"}) {
    EXPECT_EQ(parse_authorization(header), std::nullopt) << header;
  }
}

}  // namespace
}  // namespace drydock::aws
