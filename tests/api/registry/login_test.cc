#include "api/registry/login.h"

#include "emulator/base/base64.h"
#include "tests/api/registry/registry_fixture.h"

namespace drydock::registry::login_test {
namespace {

using testing::FakeExchange;

class Login : public RegistryTest {};

TEST_F(Login, IsAskedForInEcrsWords) {
  FakeExchange exchange("GET", "/v2/");
  serve(exchange);
  EXPECT_EQ(exchange.status(), 401U);
  EXPECT_EQ(exchange.answer_header("Www-Authenticate"),
            R"(Basic realm="http://localhost:4566/",service="ecr.amazonaws.com")");
  EXPECT_EQ(exchange.answer_header("Docker-Distribution-Api-Version"), "registry/2.0");
  EXPECT_EQ(exchange.answer_header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(exchange.answer_body(), "Not Authorized\n");
}

TEST_F(Login, WithAGoodTokenIsGreeted) {
  const auto greeted = serve("GET", "/v2/");
  EXPECT_EQ(greeted.status(), 200U);
  EXPECT_EQ(greeted.answer_body(), "{}");
  EXPECT_EQ(greeted.answer_header("Docker-Distribution-Api-Version"), "registry/2.0");
}

TEST_F(Login, WithAnotherUserPasswordOrSchemeIsRefused) {
  for (const std::string& odd :
       {"Basic " + base64_encode("me:" + password()), "Basic " + base64_encode("AWS:secret"),
        "Basic " + base64_encode("AWS:"), "Basic " + password(), "Bearer " + password(),
        std::string("Basic"), std::string("Basic !"), std::string()}) {
    FakeExchange exchange("GET", "/v2/");
    exchange.header("Authorization", odd);
    EXPECT_EQ(serve(exchange).status(), 401U) << odd;
  }
}

TEST_F(Login, TellsThatItHasExpired) {
  FakeExchange exchange = request("GET", "/v2/");
  clock_.advance(ecr::login_lifetime);
  serve(exchange);
  EXPECT_EQ(exchange.status(), 403U);
  EXPECT_EQ(exchange.answer_body(),
            R"({"errors":[{"code":"DENIED","message":"Your authorization token has expired. )"
            R"(Reauthenticate and try again."}]})");
}

TEST_F(Login, SaysWhoseRegistryABareHostIs) {
  add_repository("theirs", {"000000000000", "us-east-1"});
  EXPECT_EQ(serve("GET", "/v2/shop/tags/list").status(), 200U);
  EXPECT_EQ(serve("GET", "/v2/theirs/tags/list").status(), 404U);
}

TEST_F(Login, GoesToTheRegistryThatTheHostNames) {
  add_repository("elsewhere", {world.account, "us-east-1"});
  FakeExchange exchange = request("GET", "/v2/elsewhere/tags/list");
  exchange.header("Host", world.account + ".dkr.ecr.us-east-1.localhost:4566");
  EXPECT_EQ(serve(exchange).status(), 200U);
}

TEST_F(Login, IsGoodForItsOwnAccountOnly) {
  add_repository("theirs", {"000000000000", world.region});
  FakeExchange exchange = request("GET", "/v2/theirs/tags/list");
  exchange.header("Host", "000000000000.dkr.ecr.eu-central-1.localhost:4566");
  EXPECT_EQ(serve(exchange).status(), 403U);
  EXPECT_EQ(exchange.answer_body(),
            R"({"errors":[{"code":"DENIED","message":"The authorization token is for the registry )"
            R"(of account 123456789012, not for that of 000000000000"}]})");

  push_blob("a layer");
  const std::string place = blob_path("shop", digest_of("a layer"));
  const std::string token =
      tokens_.mint({world, clock_.now() + ecr::layer_url_lifetime, "shop@" + digest_of("a layer")});
  FakeExchange layer("GET", place + "?X-Drydock-Token=" + token);
  layer.header("Host", "000000000000.dkr.ecr.eu-central-1.localhost:4566");
  EXPECT_EQ(serve(layer).status(), 403U);
}

TEST_F(Login, TakesTheTokenOfALayersAddressForThatLayerOnly) {
  push_blob("a layer");
  push_blob("another");
  const std::string digest = digest_of("a layer");
  const std::string query =
      "?X-Drydock-Token=" +
      tokens_.mint({world, clock_.now() + ecr::layer_url_lifetime, "shop@" + digest});
  const auto status = [&](std::string_view method, const std::string& path) {
    FakeExchange exchange(method, path + query);
    return serve(exchange).status();
  };
  EXPECT_EQ(status("GET", blob_path("shop", digest)), 200U);
  EXPECT_EQ(status("HEAD", blob_path("shop", digest)), 200U);
  EXPECT_EQ(status("DELETE", blob_path("shop", digest)), 401U);
  EXPECT_EQ(status("GET", blob_path("shop", digest_of("another"))), 401U);
  EXPECT_EQ(status("GET", "/v2/"), 401U);
  FakeExchange as_password("GET", "/v2/");
  as_password.header("Authorization", "Basic " + base64_encode("AWS:" + query.substr(17)));
  EXPECT_EQ(serve(as_password).status(), 401U);
}

}  // namespace
}  // namespace drydock::registry::login_test
