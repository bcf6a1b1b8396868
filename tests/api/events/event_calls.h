#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/events/operations.h"
#include "emulator/ports/event_bus.h"
#include "model/events/service_model.h"
#include "tests/api/aws/wire.h"

namespace drydock::events::api {

/// An event bus that only keeps what is put onto it.
struct RecordingBus : EventBus {
  [[nodiscard]] bool is_heard(const World& /*world*/) const override { return true; }
  void publish(const World& /*world*/, const Event& event) override { published.push_back(event); }

  std::vector<Event> published;
};

/// EventBridge's handlers behind a dispatcher, in the world of every test's calls.
class EventCalls {
 public:
  EventCalls() { add_operations(wire_.dispatcher().table(model::events::service), handlers_); }

  aws::Response operator()(std::string_view operation, std::string_view body = "{}") {
    return wire_.json("AWSEvents." + std::string(operation), body);
  }
  [[nodiscard]] Store& store() { return wire_.store(); }
  [[nodiscard]] RecordingBus& bus() { return bus_; }

 private:
  RecordingBus bus_;
  Handlers handlers_{bus_};
  testing::Wire wire_;
};

}  // namespace drydock::events::api
