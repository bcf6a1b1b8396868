#include "emulator/ecr/login_tokens.h"

#include <gtest/gtest.h>

namespace drydock::ecr::login_tokens_test {
namespace {

const TimePoint expiry(std::chrono::seconds(1'700'000'000));
const Grant login{{"123456789012", "eu-central-1"}, expiry, ""};
const Grant one_layer{{"123456789012", "eu-central-1"}, expiry, "team/shop@sha256:ab"};
const LoginTokens tokens("a key");

TEST(LoginTokens, TellWhatTheyGrant) {
  for (const Grant& grant : {login, one_layer}) {
    const auto verified = tokens.verify(tokens.mint(grant), expiry - Duration(1));
    ASSERT_TRUE(std::holds_alternative<Grant>(verified));
    EXPECT_EQ(std::get<Grant>(verified), grant);
  }
}

TEST(LoginTokens, Expire) {
  const auto verified = tokens.verify(tokens.mint(login), expiry);
  EXPECT_TRUE(std::holds_alternative<LoginTokens::Expired>(verified));
}

TEST(LoginTokens, OfAnotherKeyOrChangedAreInvalid) {
  const std::string token = tokens.mint(login);
  std::string changed = token;
  changed[0] = changed[0] == 'A' ? 'B' : 'A';
  for (const std::string& odd :
       {LoginTokens("another key").mint(login), changed, token + "A", token.substr(1),
        token.substr(0, token.find('.')), std::string("."), std::string("secret"), std::string()}) {
    EXPECT_TRUE(std::holds_alternative<LoginTokens::Invalid>(tokens.verify(odd, expiry))) << odd;
  }
}

// docker login and the GitHub action cut the decoded token at ':'; a URL's query ends at '&' or
// '#'.
TEST(LoginTokens, HaveOnlyCharactersThatNoClientCutsAt) {
  EXPECT_EQ(tokens.mint(one_layer).find_first_not_of(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
            std::string::npos);
}

}  // namespace
}  // namespace drydock::ecr::login_tokens_test
