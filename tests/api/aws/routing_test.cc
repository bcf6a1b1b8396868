#include "api/aws/routing.h"

#include <gtest/gtest.h>

namespace drydock::aws::routing_test {
namespace {

std::string_view service_name(std::string_view host) {
  const auto* service = service_of_host(host);
  return service == nullptr ? "" : service->name;
}

TEST(Routing, KnowsServicesAndRegionsByHost) {
  EXPECT_EQ(service_name("ecs.us-east-1.amazonaws.com"), "ecs");
  EXPECT_EQ(service_name("api.ecr.eu-west-1.localhost:4566"), "ecr");
  EXPECT_EQ(service_name("elasticloadbalancing.us-east-1.amazonaws.com"), "elbv2");
  EXPECT_EQ(service_name("sts.amazonaws.com"), "sts");
  EXPECT_EQ(service_name("localhost:4566"), "");
  EXPECT_EQ(service_name("ecs"), "");
  EXPECT_EQ(service_name("[::1]:4566"), "");
  EXPECT_EQ(service_name(""), "");
  EXPECT_EQ(region_of_host("ecs.us-east-1.amazonaws.com"), "us-east-1");
  EXPECT_EQ(region_of_host("api.ecr.eu-west-1.localhost:4566"), "eu-west-1");
  EXPECT_EQ(region_of_host("sts.amazonaws.com"), std::nullopt);
  EXPECT_EQ(region_of_host("localhost"), std::nullopt);
}

TEST(Routing, TellsServicesOfOneActionApartByVersion) {
  Request request;
  request.body = "Action=DescribeTags&Version=2015-12-01";
  EXPECT_EQ(route(request).service->name, "elbv2");
  request.body = "Action=DescribeTags&Version=2016-11-15";
  EXPECT_EQ(route(request).service->name, "ec2");
}

TEST(Routing, FallsBackOnTheScopeAndTheHost) {
  Request request;
  request.body = "Action=DescribeVpcs";
  request.host = "ec2.us-east-1.amazonaws.com";
  EXPECT_EQ(route(request).operation->name, "DescribeVpcs");
  request.host = "localhost";
  EXPECT_EQ(route(request).operation, nullptr);
  request.authorization =
      "AWS4-HMAC-SHA256 Credential=AKID/20260801/us-east-1/ec2/aws4_request, "
      "SignedHeaders=host, Signature=ab";
  EXPECT_EQ(route(request).operation->name, "DescribeVpcs");
}

TEST(Routing, ReadsAPresignedScopeOutOfTheForm) {
  Request request;
  request.target =
      "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=AKID%2F20260801%2Fus-west-2"
      "%2Fsts%2Faws4_request&X-Amz-SignedHeaders=host&X-Amz-Signature=ab";
  const Route found = route(request);
  ASSERT_TRUE(found.signature.has_value());
  EXPECT_EQ(found.signature->access_key_id, "AKID");
  EXPECT_EQ(found.signature->region, "us-west-2");
  EXPECT_EQ(found.signature->signature, "ab");
}

}  // namespace
}  // namespace drydock::aws::routing_test
