#include "emulator/elb/redirect.h"

#include <gtest/gtest.h>

namespace drydock::elb::redirect_test {
namespace {

RequestView request() {
  RequestView asked;
  asked.host = "shop.example.com";
  asked.path = "/a/b";
  asked.query = "x=1";
  return asked;
}

TEST(Redirect, KeepsWhatIsNotChanged) {
  Redirect redirect;
  redirect.protocol = "HTTPS";
  redirect.port = "443";
  EXPECT_EQ(location(redirect, request(), 80), "https://shop.example.com:443/a/b?x=1");
}

TEST(Redirect, FillsInThePartsOfTheRequest) {
  Redirect redirect;
  redirect.host = "www.#{host}";
  redirect.path = "/old/#{path}/#{port}";
  redirect.query = "q=#{query}&p=#{protocol}&n=#{nonsense}";
  EXPECT_EQ(location(redirect, request(), 8080),
            "http://www.shop.example.com:8080/old/a/b/8080?q=x=1&p=http&n=#{nonsense}");
}

TEST(Redirect, HasNoQuestionMarkWithoutAQuery) {
  Redirect redirect;
  redirect.query = "";
  EXPECT_EQ(location(redirect, request(), 80), "http://shop.example.com:80/a/b");
}

TEST(Redirect, IsMadeOfItsAction) {
  model::elbv2::RedirectActionConfig config;
  config.status_code = model::elbv2::RedirectActionStatusCodeEnum::http_301;
  config.host = "new.example.com";
  EXPECT_EQ(make_redirect(config).path, "/#{path}");
  config.protocol = "HTTPS";
  config.port = "8443";
  config.path = "/new";
  config.query = "q";
  const Redirect redirect = make_redirect(config);
  EXPECT_EQ(redirect.status, 301);
  EXPECT_EQ(location(redirect, request(), 80), "https://new.example.com:8443/new?q");
}

}  // namespace
}  // namespace drydock::elb::redirect_test
