#include "api/control/event_text.h"

#include <algorithm>
#include <utility>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_health.h"
#include "emulator/json/writer.h"

namespace drydock::control {
namespace {

void begin(json::Writer& writer, const World& world) {
  writer.begin_object();
  writer.member("account", world.account);
  writer.member("region", world.region);
}

std::string ended(json::Writer& writer) {
  writer.end_object();
  return std::string(writer.text());
}

std::string text_of(const World& world, const ecs::Task& task) {
  json::Writer writer;
  begin(writer, world);
  writer.member("taskArn", task.arn);
  writer.member("group", task.group);
  writer.member("lastStatus", ecs::to_text(task.last_status));
  writer.member("desiredStatus", ecs::to_text(task.desired_status));
  writer.member("healthStatus", ecs::to_text(task.health_status));
  if (task.stop_code) writer.member("stopCode", to_text(*task.stop_code));
  if (!task.stopped_reason.empty()) writer.member("stoppedReason", task.stopped_reason);
  return ended(writer);
}

std::string text_of(const World& world, const ecs::Service& service,
                    const ecs::ServiceEvent& event) {
  json::Writer writer;
  begin(writer, world);
  writer.member("serviceArn", service.arn);
  writer.member("id", event.id);
  writer.member("message", event.message);
  return ended(writer);
}

std::string text_of(const World& world, const ecs::ServiceDeployment& deployment) {
  json::Writer writer;
  begin(writer, world);
  writer.member("service", deployment.service);
  writer.member("id", deployment.id);
  writer.member("status", to_text(deployment.status));
  if (!deployment.status_reason.empty()) {
    writer.member("statusReason", deployment.status_reason);
  }
  return ended(writer);
}

std::string text_of(const World& world, const elb::Target& target) {
  const auto health = elb::describe(target.health);
  json::Writer writer;
  begin(writer, world);
  writer.member("targetGroupArn", target.target_group_arn);
  writer.member("id", target.id);
  writer.key("port");
  writer.integer(target.port);
  if (health.state) writer.member("state", to_text(*health.state));
  if (health.reason) writer.member("reason", to_text(*health.reason));
  if (health.description) writer.member("description", *health.description);
  return ended(writer);
}

}  // namespace

std::vector<Event> EventTexts::of(const World& world, const std::string& table,
                                  const std::string& key) {
  const Place place{world, table, key};
  if (table == ecs::Task::table) return of_task(place);
  if (table == ecs::Service::table) return of_service(place);
  if (table == ecs::ServiceDeployment::table) return of_deployment(place);
  if (table == elb::Target::table) return of_target(place);
  return {};
}

std::vector<Event> EventTexts::of_task(const Place& place) {
  const auto* task = store_.find<ecs::Task>(place.world, place.key);
  if (task != nullptr) return unless_told(place, "task", text_of(place.world, *task));
  forget(place);
  return {};
}

/// The service's own events, the oldest first. Of those that were there before the first change the
/// newest alone is told.
std::vector<Event> EventTexts::of_service(const Place& place) {
  const auto* service = store_.find<ecs::Service>(place.world, place.key);
  if (service == nullptr || service->events.empty()) {
    forget(place);
    return {};
  }
  std::string& last = told_[name_of(place)];
  std::vector<Event> news;
  for (const ecs::ServiceEvent& event : service->events) {
    if (event.id == last || (last.empty() && !news.empty())) break;
    news.push_back({"service", text_of(place.world, *service, event)});
  }
  last = service->events.front().id;
  std::ranges::reverse(news);
  return news;
}

std::vector<Event> EventTexts::of_deployment(const Place& place) {
  const auto* deployment = store_.find<ecs::ServiceDeployment>(place.world, place.key);
  if (deployment != nullptr) {
    return unless_told(place, "deployment", text_of(place.world, *deployment));
  }
  forget(place);
  return {};
}

std::vector<Event> EventTexts::of_target(const Place& place) {
  const auto* target = store_.find<elb::Target>(place.world, place.key);
  if (target != nullptr) return unless_told(place, "target", text_of(place.world, *target));
  forget(place);
  return {};
}

std::vector<Event> EventTexts::unless_told(const Place& place, std::string type, std::string data) {
  std::string& last = told_[name_of(place)];
  if (last == data) return {};
  last = data;
  return {{std::move(type), std::move(data)}};
}

std::string EventTexts::name_of(const Place& place) {
  return place.world.account + place.world.region + place.table + place.key;
}

void EventTexts::forget(const Place& place) { told_.erase(name_of(place)); }

}  // namespace drydock::control
