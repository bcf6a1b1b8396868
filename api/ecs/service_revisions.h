#pragma once

#include <string_view>

#include "api/aws/context.h"
#include "api/ecs/express_description.h"
#include "emulator/base/result.h"
#include "model/ecs/service_deployment.h"

namespace drydock::ecs::api {

/// What deployments brought services to, as long as one of them is told of.
class ServiceRevisions {
 public:
  /// `authority`: where drydock answers, "localhost:4566".
  explicit ServiceRevisions(std::string_view authority) : port_(authority) {}

  /// What is not there is a failure in the answer, never an error.
  /// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html
  Result<model::ecs::DescribeServiceRevisionsResponse> describe(
      aws::Context& context, const model::ecs::DescribeServiceRevisionsRequest& request) const;

 private:
  OwnPort port_;
};

}  // namespace drydock::ecs::api
