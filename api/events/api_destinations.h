#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/events/api_destination.h"

/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
namespace drydock::events::api {

/// Where AWS asks for https://, an endpoint here is http://: what runs beside drydock.
Result<model::events::CreateApiDestinationResponse> create_api_destination(
    aws::Context& context, const model::events::CreateApiDestinationRequest& request);
Result<model::events::DescribeApiDestinationResponse> describe_api_destination(
    aws::Context& context, const model::events::DescribeApiDestinationRequest& request);
Result<model::events::ListApiDestinationsResponse> list_api_destinations(
    aws::Context& context, const model::events::ListApiDestinationsRequest& request);
/// Changes what is given, and leaves the rest.
Result<model::events::UpdateApiDestinationResponse> update_api_destination(
    aws::Context& context, const model::events::UpdateApiDestinationRequest& request);
Result<model::events::DeleteApiDestinationResponse> delete_api_destination(
    aws::Context& context, const model::events::DeleteApiDestinationRequest& request);

}  // namespace drydock::events::api
