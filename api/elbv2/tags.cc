#include "api/elbv2/tags.h"

#include "api/elbv2/lookup.h"
#include "emulator/base/arn.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "emulator/tags/tag_rules.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb::api {
namespace {

using Tags = std::map<std::string, std::string>;

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
constexpr std::size_t resources_max = 20;
/// Tools leave keys alone that begin with "aws:", so a drydock in between is no drift to them.
constexpr std::string_view port_tag = "aws:drydock:port";

enum class Kind { load_balancer, target_group, listener, rule, default_rule };

template <class Record>
Result<Kind> kind_if(const Result<const Record*>& found, Kind kind) {
  if (!found) return found.error();
  return kind;
}

/// What AWS says of an ARN of another region, too: https://github.com/aws/aws-cli/issues/3475
aws::Error no_arn(const std::string& text) {
  return validation_error("'" + text + "' must be in ARN format");
}

/// What the ARN names; it must be there.
Result<Kind> kind_of(const aws::Context& context, const std::string& text) {
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "elasticloadbalancing" || arn->region != context.world.region) {
    return no_arn(text);
  }
  const std::string& resource = arn->resource;
  if (resource.starts_with("loadbalancer/")) {
    return kind_if(find_load_balancer(context, text), Kind::load_balancer);
  }
  if (resource.starts_with("targetgroup/")) {
    return kind_if(find_target_group(context, text), Kind::target_group);
  }
  if (resource.starts_with("listener/")) {
    return kind_if(find_listener(context, text), Kind::listener);
  }
  if (resource.starts_with("listener-rule/")) {
    if (listener_of_default_rule(context, text) != nullptr) return Kind::default_rule;
    return kind_if(find_rule(context, text), Kind::rule);
  }
  return no_arn(text);
}

template <class Record>
const Tags& tags_in(const aws::Context& context, const std::string& arn) {
  return context.store.find<Record>(context.world, arn)->tags;
}

Tags listener_tags(const Listener& listener) {
  Tags tags = listener.tags;
  if (listener.bound_port != 0 && listener.bound_port != listener.port) {
    tags[std::string(port_tag)] = std::to_string(listener.bound_port);
  }
  return tags;
}

Tags tags_of(const aws::Context& context, Kind kind, const std::string& arn) {
  switch (kind) {
    case Kind::load_balancer:
      return tags_in<LoadBalancer>(context, arn);
    case Kind::target_group:
      return tags_in<TargetGroup>(context, arn);
    case Kind::listener:
      return listener_tags(*context.store.find<Listener>(context.world, arn));
    case Kind::rule:
      return tags_in<Rule>(context, arn);
    case Kind::default_rule:
      break;
  }
  return {};
}

template <class Record, class Mutate>
void change(aws::Context& context, const std::string& arn, Mutate& mutate) {
  context.store.change<Record>(context.world, arn,
                               [&mutate](Record& record) { mutate(record.tags); });
}

template <class Mutate>
void change_tags(aws::Context& context, Kind kind, const std::string& arn, Mutate mutate) {
  switch (kind) {
    case Kind::load_balancer:
      return change<LoadBalancer>(context, arn, mutate);
    case Kind::target_group:
      return change<TargetGroup>(context, arn, mutate);
    case Kind::listener:
      return change<Listener>(context, arn, mutate);
    case Kind::rule:
      return change<Rule>(context, arn, mutate);
    case Kind::default_rule:
      return;  // add_tags refuses it, and there is nothing to remove.
  }
}

aws::Error too_many_tags() {
  return {model::elbv2::error::too_many_tags_exception,
          "The maximum number of tags for a resource is '50'"};
}

/// These words are drydock's, in the frame of ELB's. What is too long or of other characters the
/// model's own check has refused already.
aws::Error error_of(const TagViolation& violation) {
  switch (violation.fault) {
    case TagFault::too_many:
      return too_many_tags();
    case TagFault::no_key:
      return validation_error("A tag key must be specified");
    case TagFault::reserved_key:
      return validation_error("Tag keys cannot begin with the reserved prefix 'aws:'");
    case TagFault::reserved_value:
      return validation_error("Tag values cannot begin with the reserved prefix 'aws:'");
    case TagFault::duplicate_key:
      return {model::elbv2::error::duplicate_tag_keys_exception,
              "Tag key '" + violation.key + "' was specified more than once"};
    case TagFault::long_key:
      return validation_error("A tag key cannot be longer than '128' characters");
    case TagFault::long_value:
      return validation_error("A tag value cannot be longer than '256' characters");
    case TagFault::key_characters:
    case TagFault::value_characters:
      break;
  }
  return validation_error(
      "A tag can only contain letters, numbers, spaces and the characters + - = . _ : / @");
}

/// What each ARN names, of which there are as many as AWS takes at once.
Result<std::vector<Kind>> kinds_of(const aws::Context& context,
                                   const std::vector<std::string>& arns) {
  if (arns.empty()) return validation_error("A resource ARN must be specified");
  if (arns.size() > resources_max) {
    return validation_error("The number of resources cannot be more than '20'");
  }
  std::vector<Kind> kinds;
  for (const std::string& arn : arns) {
    const auto kind = kind_of(context, arn);
    if (!kind) return kind.error();
    kinds.push_back(*kind);
  }
  return kinds;
}

}  // namespace

Result<Done> check_tags(const std::optional<std::vector<model::elbv2::Tag>>& tags) {
  if (!tags) return Done{};
  const auto violation = find_tag_violation(tag_texts(*tags));
  if (violation) return error_of(*violation);
  return Done{};
}

Tags tags_from(const std::optional<std::vector<model::elbv2::Tag>>& tags) {
  Tags made;
  if (!tags) return made;
  for (const auto& tag : *tags) made[tag.key] = tag.value.value_or("");
  return made;
}

Result<model::elbv2::AddTagsOutput> add_tags(aws::Context& context,
                                             const model::elbv2::AddTagsInput& request) {
  // https://github.com/aws/aws-sdk-go-v2/issues/2715
  if (request.resource_arns.size() > 1) {
    return validation_error("Only one resource can be tagged at a time");
  }
  const auto kinds = kinds_of(context, request.resource_arns);
  if (!kinds) return kinds.error();
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  const Kind kind = kinds->front();
  const std::string& arn = request.resource_arns.front();
  if (kind == Kind::default_rule) {
    return validation_error("drydock keeps no tags of a listener's default rule");
  }
  const Tags merged = merged_tags(tags_of(context, kind, arn), tags_from(request.tags));
  if (has_too_many_tags(tag_texts(merged))) return too_many_tags();
  change_tags(context, kind, arn, [&merged](Tags& tags) { tags = merged; });
  return model::elbv2::AddTagsOutput{};
}

Result<model::elbv2::RemoveTagsOutput> remove_tags(aws::Context& context,
                                                   const model::elbv2::RemoveTagsInput& request) {
  const auto kinds = kinds_of(context, request.resource_arns);
  if (!kinds) return kinds.error();
  if (const auto violation = find_key_violation(request.tag_keys)) return error_of(*violation);
  for (std::size_t i = 0; i < kinds->size(); ++i) {
    change_tags(context, (*kinds)[i], request.resource_arns[i],
                [&request](Tags& tags) { erase_tags(tags, request.tag_keys); });
  }
  return model::elbv2::RemoveTagsOutput{};
}

Result<model::elbv2::DescribeTagsOutput> describe_tags(
    aws::Context& context, const model::elbv2::DescribeTagsInput& request) {
  const auto kinds = kinds_of(context, request.resource_arns);
  if (!kinds) return kinds.error();
  model::elbv2::DescribeTagsOutput output;
  output.tag_descriptions.emplace();
  for (std::size_t i = 0; i < kinds->size(); ++i) {
    auto& description = output.tag_descriptions->emplace_back();
    description.resource_arn = request.resource_arns[i];
    description.tags.emplace();
    for (const auto& [key, value] : tags_of(context, (*kinds)[i], request.resource_arns[i])) {
      description.tags->push_back({.key = key, .value = value});
    }
  }
  return output;
}

}  // namespace drydock::elb::api
