#pragma once

#include <string>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ecr/login_tokens.h"
#include "model/ecr/authorization.h"

namespace drydock::ecr::api {

/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
class Authorization {
 public:
  /// `authority` as for Repositories: where docker is to log in.
  Authorization(const LoginTokens& tokens, const std::string& authority)
      : tokens_(tokens), authority_(authority) {}

  /// A login for twelve hours to the caller's registry, or to each one that the request names.
  Result<model::ecr::GetAuthorizationTokenResponse> get_token(
      aws::Context& context, const model::ecr::GetAuthorizationTokenRequest& request) const;

 private:
  const LoginTokens& tokens_;
  const std::string& authority_;
};

}  // namespace drydock::ecr::api
