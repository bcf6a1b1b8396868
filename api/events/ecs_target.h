#pragma once

#include "emulator/events/delivery.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock::events::api {

/// Runs the task that an ECS target asks for, as RunTask would, started by "events-rule/<rule>".
/// What the target is given, where it says what that is, is the task's overrides. Where there is no
/// room it is to be tried again.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html
DeliveryOutcome run_ecs_task(Store& store, IdSource& ids, const Delivery& delivery, TimePoint now);

}  // namespace drydock::events::api
