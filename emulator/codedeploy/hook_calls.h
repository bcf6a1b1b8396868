#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/store/store.h"

/// The functions that the hooks of a deployment's AppSpec name: what they are called with, and what
/// they tell.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-section-structure-ecs-sample-function
namespace drydock::codedeploy {

/// The call of a function that a deployment waits for.
struct AwaitedCall {
  std::string function;  ///< Its name.
  std::string execution_id;
  std::string payload;  ///< What it is given: JSON.

  friend bool operator==(const AwaitedCall&, const AwaitedCall&) = default;
};
/// Nothing where the event that the deployment is at has no hook, or its function has been called.
std::optional<AwaitedCall> awaited_call(const Deployment& deployment);

/// Keeps that the function has taken the call, or, with `failure`, that it could not be called.
/// Does nothing where the deployment does not wait for it any more.
void note_call(Store& store, const World& world, std::string_view deployment_id,
               const std::string& execution_id, const std::string& failure);

/// Keeps what the function tells. Refused: an execution that is none of the deployment's, one that
/// has told already or whose event has ended, and another status than Succeeded or Failed.
Result<Done> note_verdict(Store& store, const World& world, const Deployment& deployment,
                          const std::string& execution_id,
                          std::optional<model::codedeploy::LifecycleEventStatus> status);

}  // namespace drydock::codedeploy
