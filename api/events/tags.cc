#include "api/events/tags.h"

#include "api/events/lookup.h"
#include "emulator/base/arn.h"
#include "emulator/tags/tag_rules.h"

namespace drydock::events::api {
namespace {

Result<const Rule*> find_tagged(const aws::Context& context, const std::string& arn) {
  constexpr std::string_view kind = "rule/";
  const auto parts = Arn::parse(arn);
  const bool is_rule = parts && parts->service == "events" && is_of(*parts, context.world) &&
                       parts->resource.starts_with(kind);
  if (!is_rule)
    return validation_error("Invalid resource ARN " + arn + ": only rules have tags here.");
  return find_rule(context, std::nullopt, parts->resource.substr(kind.size()));
}

}  // namespace

Result<Done> check_tags(const std::optional<std::vector<model::events::Tag>>& tags) {
  const auto violation = tags ? find_tag_violation(tag_texts(*tags)) : std::nullopt;
  if (!violation) return Done{};
  if (violation->fault == TagFault::too_many) return limit_exceeded();
  return validation_error("Tag '" + violation->key + "' is not valid.");
}

Result<model::events::TagResourceResponse> tag_resource(
    aws::Context& context, const model::events::TagResourceRequest& request) {
  const auto rule = find_tagged(context, request.resource_arn);
  if (!rule) return rule.error();
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  auto tags = merged_tags((*rule)->tags, request.tags);
  if (has_too_many_tags(tag_texts(tags))) return limit_exceeded();
  context.store.change<Rule>(context.world, (*rule)->name,
                             [&](Rule& record) { record.tags = std::move(tags); });
  return model::events::TagResourceResponse{};
}

Result<model::events::UntagResourceResponse> untag_resource(
    aws::Context& context, const model::events::UntagResourceRequest& request) {
  const auto rule = find_tagged(context, request.resource_arn);
  if (!rule) return rule.error();
  if (const auto violation = find_key_violation(request.tag_keys)) {
    return validation_error("Tag '" + violation->key + "' is not valid.");
  }
  context.store.change<Rule>(context.world, (*rule)->name,
                             [&](Rule& record) { erase_tags(record.tags, request.tag_keys); });
  return model::events::UntagResourceResponse{};
}

Result<model::events::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const model::events::ListTagsForResourceRequest& request) {
  const auto rule = find_tagged(context, request.resource_arn);
  if (!rule) return rule.error();
  return model::events::ListTagsForResourceResponse{.tags = (*rule)->tags};
}

}  // namespace drydock::events::api
