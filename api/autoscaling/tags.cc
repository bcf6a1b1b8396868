#include "api/autoscaling/tags.h"

#include <utility>

#include "api/autoscaling/scope.h"
#include "emulator/autoscaling/errors.h"
#include "emulator/tags/tag_rules.h"
#include "model/application_autoscaling/service_model.h"

namespace drydock::autoscaling::api {
namespace {

namespace wire = model::application_autoscaling;

aws::Error error_of(TagFault fault) {
  if (fault != TagFault::too_many) return validation_error(sentence_of(fault));
  return {wire::error::too_many_tags_exception, "A scalable target can have at most 50 tags."};
}

Result<const ScalableTarget*> find_tagged(const aws::Context& context, const std::string& arn) {
  for (const auto& [id, target] : context.store.table<ScalableTarget>(context.world).rows()) {
    if (target.arn == arn) return &target;
  }
  return aws::Error(wire::error::resource_not_found_exception,
                    "The scalable target " + arn + " does not exist.");
}

}  // namespace

Result<Done> check_tags(const std::map<std::string, std::string>& tags) {
  if (const auto violation = find_tag_violation(tag_texts(tags))) return error_of(violation->fault);
  return Done{};
}

Result<wire::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const wire::ListTagsForResourceRequest& request) {
  const auto target = find_tagged(context, request.resource_arn);
  if (!target) return target.error();
  return wire::ListTagsForResourceResponse{.tags = (*target)->tags};
}

Result<wire::TagResourceResponse> tag_resource(aws::Context& context,
                                               const wire::TagResourceRequest& request) {
  const auto target = find_tagged(context, request.resource_arn);
  if (!target) return target.error();
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  auto tags = merged_tags((*target)->tags, request.tags);
  if (has_too_many_tags(tag_texts(tags))) return error_of(TagFault::too_many);
  context.store.change<ScalableTarget>(
      context.world, (*target)->key(),
      [&tags](ScalableTarget& record) { record.tags = std::move(tags); });
  return wire::TagResourceResponse{};
}

Result<wire::UntagResourceResponse> untag_resource(aws::Context& context,
                                                   const wire::UntagResourceRequest& request) {
  const auto target = find_tagged(context, request.resource_arn);
  if (!target) return target.error();
  if (const auto violation = find_key_violation(request.tag_keys)) {
    return error_of(violation->fault);
  }
  context.store.change<ScalableTarget>(
      context.world, (*target)->key(),
      [&request](ScalableTarget& record) { erase_tags(record.tags, request.tag_keys); });
  return wire::UntagResourceResponse{};
}

}  // namespace drydock::autoscaling::api
