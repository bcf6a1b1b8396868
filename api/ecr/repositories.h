#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecr/repository.h"

namespace drydock::ecr::api {

/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
class Repositories {
 public:
  /// `authority` is the address at which the registry is reached, "localhost:4566": what an image's
  /// name begins with. It may be set later, before the first call.
  explicit Repositories(const std::string& authority) : authority_(authority) {}

  Result<model::ecr::CreateRepositoryResponse> create(
      aws::Context& context, const model::ecr::CreateRepositoryRequest& request) const;
  /// Those that are named, or RepositoryNotFoundException for the first that is not there; without
  /// names all, in pages.
  Result<model::ecr::DescribeRepositoriesResponse> describe(
      aws::Context& context, const model::ecr::DescribeRepositoriesRequest& request) const;
  /// RepositoryNotEmptyException where it has images, unless forced.
  boost::asio::awaitable<Result<model::ecr::DeleteRepositoryResponse>> remove(
      aws::Context& context, const model::ecr::DeleteRepositoryRequest& request) const;

 private:
  const std::string& authority_;
};

Result<model::ecr::PutImageTagMutabilityResponse> put_image_tag_mutability(
    aws::Context& context, const model::ecr::PutImageTagMutabilityRequest& request);
Result<model::ecr::PutImageScanningConfigurationResponse> put_image_scanning_configuration(
    aws::Context& context, const model::ecr::PutImageScanningConfigurationRequest& request);

/// No policy can be set so far, so there is none: LifecyclePolicyNotFoundException and
/// RepositoryPolicyNotFoundException.
Result<model::ecr::GetLifecyclePolicyResponse> get_lifecycle_policy(
    aws::Context& context, const model::ecr::GetLifecyclePolicyRequest& request);
Result<model::ecr::GetRepositoryPolicyResponse> get_repository_policy(
    aws::Context& context, const model::ecr::GetRepositoryPolicyRequest& request);

}  // namespace drydock::ecr::api
