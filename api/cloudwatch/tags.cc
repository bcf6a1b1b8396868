#include "api/cloudwatch/tags.h"

#include <string>
#include <utility>

#include "emulator/cloudwatch/alarm.h"
#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/store/store.h"
#include "emulator/tags/tag_rules.h"
#include "model/cloudwatch/service_model.h"

namespace drydock::cloudwatch::api {
namespace {

namespace wire = model::cloudwatch;

aws::Error error_of(TagFault fault) {
  return {wire::error::invalid_parameter_value_exception, sentence_of(fault)};
}

Result<const MetricAlarm*> find_tagged(const aws::Context& context, const std::string& arn) {
  const MetricAlarm* alarm = find_alarm_of_arn(context.store, context.world, arn);
  if (alarm != nullptr) return alarm;
  return aws::Error(wire::error::resource_not_found_exception,
                    "The alarm " + arn + " does not exist.");
}

}  // namespace

Result<Done> check_tags(const std::vector<wire::Tag>& tags) {
  if (const auto violation = find_tag_violation(tag_texts(tags))) return error_of(violation->fault);
  return Done{};
}

Result<wire::ListTagsForResourceOutput> list_tags_for_resource(
    aws::Context& context, const wire::ListTagsForResourceInput& request) {
  const auto alarm = find_tagged(context, request.resource_arn);
  if (!alarm) return alarm.error();
  return wire::ListTagsForResourceOutput{.tags = (*alarm)->tags};
}

Result<wire::TagResourceOutput> tag_resource(aws::Context& context,
                                             const wire::TagResourceInput& request) {
  const auto alarm = find_tagged(context, request.resource_arn);
  if (!alarm) return alarm.error();
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  auto tags = merged_tags((*alarm)->tags, request.tags);
  if (has_too_many_tags(tag_texts(tags))) return error_of(TagFault::too_many);
  context.store.change<MetricAlarm>(context.world, (*alarm)->key(), [&tags](MetricAlarm& record) {
    record.tags = std::move(tags);
  });
  return wire::TagResourceOutput{};
}

Result<wire::UntagResourceOutput> untag_resource(aws::Context& context,
                                                 const wire::UntagResourceInput& request) {
  const auto alarm = find_tagged(context, request.resource_arn);
  if (!alarm) return alarm.error();
  if (const auto violation = find_key_violation(request.tag_keys)) {
    return error_of(violation->fault);
  }
  context.store.change<MetricAlarm>(
      context.world, (*alarm)->key(),
      [&request](MetricAlarm& record) { erase_tags(record.tags, request.tag_keys); });
  return wire::UntagResourceOutput{};
}

}  // namespace drydock::cloudwatch::api
