#include "api/events/event_buses.h"

#include "api/events/lookup.h"
#include "emulator/events/event_pattern.h"
#include "emulator/json/document.h"

namespace drydock::events::api {
namespace {

using model::events::PutEventsRequestEntry;
using model::events::PutEventsResultEntry;

PutEventsResultEntry refused(std::string code, std::string message) {
  return {.error_code = std::move(code), .error_message = std::move(message)};
}

PutEventsResultEntry invalid(const std::string& what) {
  return refused("InvalidArgument", what + " is not valid.");
}

/// The error of an entry that is none; nothing where it is an event.
std::optional<PutEventsResultEntry> fault_of(const aws::Context& context,
                                             const PutEventsRequestEntry& entry) {
  if (!check_bus(context, entry.event_bus_name)) {
    return refused("InvalidArgument", "Event bus " + *entry.event_bus_name + " does not exist.");
  }
  const auto is_missing = [](const auto& text) { return !text || text->empty(); };
  if (is_missing(entry.source)) return invalid("Parameter Source");
  // "Sources that begin with aws. are reserved."
  if (entry.source->starts_with("aws.")) {
    return refused("NotAuthorizedForSourceException", "Not authorized for the source.");
  }
  if (is_missing(entry.detail_type)) return invalid("Parameter DetailType");
  if (is_missing(entry.detail)) return invalid("Parameter Detail");
  const auto detail = json::parse(*entry.detail);
  if (!detail || !detail->root().is_object()) {
    return refused("MalformedDetail", "Detail is malformed.");
  }
  return std::nullopt;
}

}  // namespace

Result<model::events::DescribeEventBusResponse> describe_event_bus(
    aws::Context& context, const model::events::DescribeEventBusRequest& request) {
  if (const auto checked = check_bus(context, request.name); !checked) return checked.error();
  model::events::DescribeEventBusResponse response;
  response.name = std::string(default_bus);
  response.arn = event_bus_arn(context.world);
  return response;
}

Result<model::events::ListEventBusesResponse> list_event_buses(
    aws::Context& context, const model::events::ListEventBusesRequest& request) {
  std::vector<model::events::EventBus> buses;
  if (default_bus.starts_with(request.name_prefix.value_or(""))) {
    model::events::EventBus& bus = buses.emplace_back();
    bus.name = std::string(default_bus);
    bus.arn = event_bus_arn(context.world);
  }
  auto page = page_of(context, std::move(buses), request.next_token, request.limit,
                      [](const model::events::EventBus& bus) { return *bus.name; });
  if (!page) return page.error();
  return model::events::ListEventBusesResponse{.event_buses = std::move(page->items),
                                               .next_token = std::move(page->next_token)};
}

Result<model::events::TestEventPatternResponse> test_event_pattern(
    aws::Context& /*context*/, const model::events::TestEventPatternRequest& request) {
  const auto pattern = EventPattern::parse(request.event_pattern);
  if (!pattern) return pattern.error();
  const auto event = json::parse(request.event);
  if (!event || !event->root().is_object()) {
    return validation_error("Parameter Event is not valid.");
  }
  for (const std::string_view member :
       {"id", "detail-type", "source", "account", "time", "region", "resources"}) {
    if (!event->root()[member].is_absent()) continue;
    return validation_error("Parameter Event is not valid. Reason: it has no \"" +
                            std::string(member) + "\".");
  }
  return model::events::TestEventPatternResponse{.result = pattern->matches(event->root())};
}

Result<model::events::PutEventsResponse> Publishing::put_events(
    aws::Context& context, const model::events::PutEventsRequest& request) const {
  if (request.endpoint_id) {
    return validation_error("EndpointId: drydock has no global endpoints.");
  }
  model::events::PutEventsResponse response;
  response.entries.emplace();
  int failed = 0;
  for (const PutEventsRequestEntry& entry : request.entries) {
    if (auto fault = fault_of(context, entry)) {
      ++failed;
      response.entries->push_back(*std::move(fault));
      continue;
    }
    const Event event{.id = context.ids.uuid(),
                      .detail_type = *entry.detail_type,
                      .source = *entry.source,
                      .time = entry.time.value_or(context.now),
                      .resources = entry.resources.value_or(std::vector<std::string>{}),
                      .detail = *entry.detail};
    bus_.publish(context.world, event);
    response.entries->push_back({.event_id = event.id});
  }
  response.failed_entry_count = failed;
  return response;
}

}  // namespace drydock::events::api
