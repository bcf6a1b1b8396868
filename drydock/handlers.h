#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>

#include "api/autoscaling/operations.h"
#include "api/aws/dispatch.h"
#include "api/cloudwatch/operations.h"
#include "api/codedeploy/operations.h"
#include "api/ecr/operations.h"
#include "api/ecs/operations.h"
#include "api/events/operations.h"

namespace drydock {

/// What handlers need beyond their call's Context. A service that needs something more has it here,
/// once, and takes out of it what it wants in the constructor of Handlers.
struct HandlerNeeds {
  const ecs::HostAccess& access;  ///< What task definitions may ask of the machine.
  BlobStore& blobs;
  ecr::LayerUploads& uploads;
  const ecr::LoginTokens& tokens;
  const std::string& authority;  ///< Where drydock is reached: "localhost:4566".
  cloudwatch::MetricData& metrics;
  const TimeZones& zones;
  boost::asio::any_io_executor workers;  ///< For what takes its time, so that nobody waits for it.
  EventBus& events;
  const FunctionInvoker& functions;  ///< What stands for Lambda.
};

/// Every handler that drydock has, in the tables of their services.
class Handlers {
 public:
  /// What `needs` refers to, and `dispatcher`, outlive the handlers; calls are made only while
  /// there are handlers.
  Handlers(aws::Dispatcher& dispatcher, const HandlerNeeds& needs);
  Handlers(const Handlers&) = delete;
  Handlers& operator=(const Handlers&) = delete;

 private:
  autoscaling::api::Handlers autoscaling_;
  cloudwatch::api::Handlers cloudwatch_;
  codedeploy::api::Handlers codedeploy_;
  ecr::api::Handlers ecr_;
  ecs::api::Handlers ecs_;
  events::api::Handlers events_;
};

}  // namespace drydock
