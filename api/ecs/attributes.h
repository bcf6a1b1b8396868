#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/attributes.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html#attributes
namespace drydock::ecs::api {

/// Sets attributes of container instances: all of them, or none where one is refused.
Result<model::ecs::PutAttributesResponse> put_attributes(
    aws::Context& context, const model::ecs::PutAttributesRequest& request);

/// Takes them away, and answers with those that were there.
Result<model::ecs::DeleteAttributesResponse> delete_attributes(
    aws::Context& context, const model::ecs::DeleteAttributesRequest& request);

/// Those of the instances that are not INACTIVE.
Result<model::ecs::ListAttributesResponse> list_attributes(
    aws::Context& context, const model::ecs::ListAttributesRequest& request);

}  // namespace drydock::ecs::api
