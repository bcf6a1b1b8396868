#include "api/codedeploy/tags.h"

#include <string>
#include <utility>

#include "api/codedeploy/lookup.h"
#include "emulator/base/arn.h"
#include "emulator/tags/tag_rules.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy::api {
namespace {

namespace wire = model::codedeploy;
using Tags = std::vector<wire::Tag>;

aws::Error error_of(TagFault fault) {
  return {wire::error::invalid_tags_to_add_exception, sentence_of(fault)};
}

/// What an ARN names: one of the two.
struct Tagged {
  const Application* application = nullptr;
  const DeploymentGroup* group = nullptr;

  [[nodiscard]] const Tags& tags() const {
    return application != nullptr ? application->tags : group->tags;
  }
};

/// "application:NAME" or "deploymentgroup:APPLICATION/GROUP".
Result<Tagged> find_tagged(const aws::Context& context, const std::string& text) {
  constexpr std::string_view of_application = "application:";
  constexpr std::string_view of_group = "deploymentgroup:";
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "codedeploy" || !is_of(*arn, context.world)) {
    return aws::Error(wire::error::invalid_arn_exception, "The ARN is not valid: " + text);
  }
  if (arn->resource.starts_with(of_application)) {
    const auto application = find_application(context, arn->resource.substr(of_application.size()));
    if (!application) return application.error();
    return Tagged{.application = *application};
  }
  const std::size_t slash = arn->resource.find('/');
  if (!arn->resource.starts_with(of_group) || slash == std::string::npos) {
    return aws::Error(wire::error::arn_not_supported_exception,
                      "Only applications and deployment groups have tags, not " + text);
  }
  const auto group =
      find_group(context, arn->resource.substr(of_group.size(), slash - of_group.size()),
                 arn->resource.substr(slash + 1));
  if (!group) return group.error();
  return Tagged{.group = *group};
}

void keep(const aws::Context& context, const Tagged& tagged, Tags tags) {
  const auto set = [&tags](auto& record) { record.tags = std::move(tags); };
  if (tagged.application != nullptr) {
    context.store.change<Application>(context.world, tagged.application->key(), set);
  } else {
    context.store.change<DeploymentGroup>(context.world, tagged.group->key(), set);
  }
}

}  // namespace

Result<Done> check_tags(const Tags& tags) {
  if (const auto violation = find_tag_violation(tag_texts(tags))) return error_of(violation->fault);
  return Done{};
}

Result<wire::ListTagsForResourceOutput> list_tags_for_resource(
    aws::Context& context, const wire::ListTagsForResourceInput& request) {
  // A resource's tags are one page.
  if (request.next_token) return invalid_token();
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  return wire::ListTagsForResourceOutput{.tags = tagged->tags()};
}

Result<wire::TagResourceOutput> tag_resource(aws::Context& context,
                                             const wire::TagResourceInput& request) {
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  auto tags = merged_tags(tagged->tags(), request.tags);
  if (has_too_many_tags(tag_texts(tags))) return error_of(TagFault::too_many);
  keep(context, *tagged, std::move(tags));
  return wire::TagResourceOutput{};
}

Result<wire::UntagResourceOutput> untag_resource(aws::Context& context,
                                                 const wire::UntagResourceInput& request) {
  const auto tagged = find_tagged(context, request.resource_arn);
  if (!tagged) return tagged.error();
  if (const auto violation = find_key_violation(request.tag_keys)) {
    return error_of(violation->fault);
  }
  auto tags = tagged->tags();
  erase_tags(tags, request.tag_keys);
  keep(context, *tagged, std::move(tags));
  return wire::UntagResourceOutput{};
}

}  // namespace drydock::codedeploy::api
