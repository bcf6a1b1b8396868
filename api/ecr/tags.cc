#include "api/ecr/tags.h"

#include "api/ecr/scope.h"
#include "emulator/base/arn.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/repository.h"
#include "emulator/tags/tag_rules.h"
#include "model/ecr/service_model.h"

namespace drydock::ecr::api {
namespace {

namespace wire = model::ecr;

/// The repository that an ARN of the caller's own registry names.
Result<const Repository*> find_tagged(const aws::Context& context, const std::string& arn) {
  constexpr std::string_view kind = "repository/";
  const auto parts = Arn::parse(arn);
  if (!parts || parts->service != "ecr" || !parts->resource.starts_with(kind) ||
      !is_of(*parts, context.world)) {
    return invalid_parameter("resourceArn", "Invalid ARN");
  }
  return get_repository(context.store, context.world, parts->resource.substr(kind.size()));
}

aws::Error too_many() {
  return {wire::error::too_many_tags_exception, "The maximum number of tags per resource is 50"};
}

std::string rule_of(TagFault fault) {
  switch (fault) {
    case TagFault::too_many:
      return "Member must have length less than or equal to 50";
    case TagFault::no_key:
      return "Tag keys must not be empty";
    case TagFault::reserved_key:
      return "Tag keys must not start with the reserved prefix aws:";
    case TagFault::reserved_value:
      return "Tag values must not start with the reserved prefix aws:";
    case TagFault::duplicate_key:
      return "Tag keys must be unique";
    case TagFault::long_key:
      return "Tag keys must have length less than or equal to 128";
    case TagFault::long_value:
      return "Tag values must have length less than or equal to 256";
    case TagFault::key_characters:
    case TagFault::value_characters:
      break;
  }
  return "Tag keys and values must be of letters, numbers, spaces and + - = . _ : / @ only";
}

/// These words are drydock's, in ECR's frame.
aws::Error error_of(const TagViolation& violation) {
  if (violation.fault == TagFault::too_many) return too_many();
  return {wire::error::invalid_tag_parameter_exception,
          "Invalid parameter at 'tags' failed to satisfy constraint: '" + rule_of(violation.fault) +
              "'"};
}

}  // namespace

Result<Done> check_tags(const std::optional<std::vector<wire::Tag>>& tags) {
  if (!tags) return Done{};
  const auto violation = find_tag_violation(tag_texts(*tags));
  if (violation) return error_of(*violation);
  return Done{};
}

Result<wire::TagResourceResponse> tag_resource(aws::Context& context,
                                               const wire::TagResourceRequest& request) {
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  auto tags = merged_tags((*tagged)->tags, request.tags);
  if (has_too_many_tags(tag_texts(tags))) return too_many();
  context.store.change<Repository>(
      context.world, (*tagged)->key(),
      [&tags](Repository& repository) { repository.tags = std::move(tags); });
  return wire::TagResourceResponse{};
}

Result<wire::UntagResourceResponse> untag_resource(aws::Context& context,
                                                   const wire::UntagResourceRequest& request) {
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  if (const auto violation = find_key_violation(request.tag_keys)) return error_of(*violation);
  context.store.change<Repository>(
      context.world, (*tagged)->key(),
      [&request](Repository& repository) { erase_tags(repository.tags, request.tag_keys); });
  return wire::UntagResourceResponse{};
}

Result<wire::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const wire::ListTagsForResourceRequest& request) {
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  return wire::ListTagsForResourceResponse{.tags = (*tagged)->tags};
}

}  // namespace drydock::ecr::api
