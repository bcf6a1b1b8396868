#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ports/event_bus.h"
#include "model/events/event_bus.h"

/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
namespace drydock::events::api {

/// The default bus, which is the only one.
Result<model::events::DescribeEventBusResponse> describe_event_bus(
    aws::Context& context, const model::events::DescribeEventBusRequest& request);
Result<model::events::ListEventBusesResponse> list_event_buses(
    aws::Context& context, const model::events::ListEventBusesRequest& request);

/// Whether the pattern takes the event, which needs its envelope.
Result<model::events::TestEventPatternResponse> test_event_pattern(
    aws::Context& context, const model::events::TestEventPatternRequest& request);

/// What needs the bus itself.
class Publishing {
 public:
  explicit Publishing(EventBus& bus) : bus_(bus) {}

  /// Each entry by itself: one that is refused is told of in its place.
  Result<model::events::PutEventsResponse> put_events(
      aws::Context& context, const model::events::PutEventsRequest& request) const;

 private:
  EventBus& bus_;
};

}  // namespace drydock::events::api
