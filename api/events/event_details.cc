#include "api/events/event_details.h"

#include "api/aws/iso8601.h"
#include "emulator/json/document.h"
#include "emulator/json/shape_json.h"
#include "emulator/json/writer.h"

namespace drydock::events::api {
namespace {

using json::View;

/// Writes the value again, but for times: numbers of seconds in members named "…At", which events
/// have as texts.
void copy_with_times(json::Writer& writer, View value) {
  if (value.is_array()) {
    writer.begin_array();
    for (std::size_t at = 0; at < value.size(); ++at) copy_with_times(writer, value.at(at));
    writer.end_array();
    return;
  }
  if (!value.is_object()) return json::copy(writer, value);
  writer.begin_object();
  for (std::size_t at = 0; at < value.size(); ++at) {
    const std::string_view name = value.name_at(at);
    const auto seconds = name.ends_with("At") ? value.at(at).as_number() : std::nullopt;
    const auto time = seconds ? aws::time_of_epoch_seconds(*seconds) : std::nullopt;
    writer.key(name);
    if (time) {
      writer.string(aws::iso8601(*time));
    } else {
      copy_with_times(writer, value.at(at));
    }
  }
  writer.end_object();
}

/// The shape as an event has it, with `updatedAt`.
template <class Shape>
std::string detail_of(const Shape& shape, TimePoint now) {
  json::Writer encoded;
  json::encode(encoded, shape);
  const auto document = json::parse(encoded.text());
  json::Writer copied;
  copy_with_times(copied, document->root());
  std::string detail(copied.text());
  detail.pop_back();
  return detail + ",\"updatedAt\":\"" + aws::iso8601(now) + "\"}";
}

/// A member of texts, where there are any.
void write_texts(json::Writer& writer, std::string_view name,
                 const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  writer.key(name);
  writer.begin_array();
  for (const std::string& text : texts) writer.string(text);
  writer.end_array();
}

}  // namespace

std::string task_detail(model::ecs::Task task, TimePoint now) {
  if (task.attachments) {
    for (auto& attachment : *task.attachments) {
      if (attachment.type == "ElasticNetworkInterface") attachment.type = "eni";
    }
  }
  return detail_of(task, now);
}

std::string instance_detail(const model::ecs::ContainerInstance& instance, TimePoint now) {
  return detail_of(instance, now);
}

std::string deployment_detail(const DeploymentChange& change) {
  json::Writer writer;
  writer.begin_object();
  writer.member("eventType", change.event_type);
  writer.member("eventName", change.event_name);
  writer.member("deploymentId", change.task_set);
  writer.member("updatedAt", aws::iso8601(change.updated_at));
  writer.member("reason", change.reason);
  writer.end_object();
  return std::string(writer.text());
}

std::string service_detail(const ServiceAction& action) {
  json::Writer writer;
  writer.begin_object();
  writer.member("eventType", action.event_type);
  writer.member("eventName", action.event_name);
  writer.member("clusterArn", action.cluster_arn);
  writer.member("createdAt", aws::iso8601(action.created_at));
  if (!action.reason.empty()) writer.member("reason", action.reason);
  write_texts(writer, "taskArns", action.task_arns);
  write_texts(writer, "capacityProviderArns", action.capacity_provider_arns);
  if (action.desired_count) {
    writer.key("desiredCount");
    writer.integer(*action.desired_count);
  }
  writer.end_object();
  return std::string(writer.text());
}

std::string code_deploy_detail(const CodeDeployChange& change) {
  json::Writer writer;
  writer.begin_object();
  writer.member("instanceGroupId", change.group_id);
  writer.member("region", change.region);
  writer.member("application", change.application);
  writer.member("deploymentId", change.deployment);
  writer.member("state", change.state);
  writer.member("deploymentGroup", change.group);
  writer.end_object();
  return std::string(writer.text());
}

std::string image_detail(const ImageAction& action) {
  json::Writer writer;
  writer.begin_object();
  writer.member("result", "SUCCESS");
  writer.member("repository-name", action.repository);
  writer.member("image-digest", action.digest);
  writer.member("action-type", action.action);
  if (!action.tag.empty()) writer.member("image-tag", action.tag);
  writer.end_object();
  return std::string(writer.text());
}

}  // namespace drydock::events::api
