#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ports/time_zones.h"
#include "model/application_autoscaling/scheduled_action.h"

namespace drydock::autoscaling::api {

class ScheduledActions {
 public:
  /// `zones` outlives it.
  explicit ScheduledActions(const TimeZones& zones) : zones_(zones) {}

  /// Of a registered target. Of an action that is there already, what a call leaves out stays, but
  /// for its start and its end.
  Result<model::application_autoscaling::PutScheduledActionResponse> put(
      aws::Context& context,
      const model::application_autoscaling::PutScheduledActionRequest& request) const;

 private:
  const TimeZones& zones_;
};

Result<model::application_autoscaling::DeleteScheduledActionResponse> delete_scheduled_action(
    aws::Context& context,
    const model::application_autoscaling::DeleteScheduledActionRequest& request);

/// By resource and name.
Result<model::application_autoscaling::DescribeScheduledActionsResponse> describe_scheduled_actions(
    aws::Context& context,
    const model::application_autoscaling::DescribeScheduledActionsRequest& request);

}  // namespace drydock::autoscaling::api
