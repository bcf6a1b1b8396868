#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2/listener.h"

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
namespace drydock::elb::api {

/// Makes the listener and, with it, its default rule. A second call with the same settings is
/// answered with what the first one made.
Result<model::elbv2::CreateListenerOutput> create_listener(
    aws::Context& context, const model::elbv2::CreateListenerInput& request);

/// Those of a load balancer, or those named by ARN.
Result<model::elbv2::DescribeListenersOutput> describe_listeners(
    aws::Context& context, const model::elbv2::DescribeListenersInput& request);

Result<model::elbv2::ModifyListenerOutput> modify_listener(
    aws::Context& context, const model::elbv2::ModifyListenerInput& request);

/// Its rules go with it.
Result<model::elbv2::DeleteListenerOutput> delete_listener(
    aws::Context& context, const model::elbv2::DeleteListenerInput& request);

}  // namespace drydock::elb::api
