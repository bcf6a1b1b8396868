#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/events/connection.h"

/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection.html
namespace drydock::events::api {

/// With BASIC or API_KEY authorization; it is AUTHORIZED at once. What it keeps secret is never
/// told again.
Result<model::events::CreateConnectionResponse> create_connection(
    aws::Context& context, const model::events::CreateConnectionRequest& request);
Result<model::events::DescribeConnectionResponse> describe_connection(
    aws::Context& context, const model::events::DescribeConnectionRequest& request);
Result<model::events::ListConnectionsResponse> list_connections(
    aws::Context& context, const model::events::ListConnectionsRequest& request);
/// API destinations that use it stay, and what is sent to them fails.
Result<model::events::DeleteConnectionResponse> delete_connection(
    aws::Context& context, const model::events::DeleteConnectionRequest& request);

}  // namespace drydock::events::api
