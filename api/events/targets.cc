#include "api/events/targets.h"

#include "api/events/lookup.h"
#include "emulator/base/arn.h"
#include "emulator/events/api_destination.h"
#include "emulator/events/target_input.h"

namespace drydock::events::api {
namespace {

using model::events::Target;

aws::Error refused(const Target& target, const std::string& why) {
  return validation_error("Target " + target.id + ": " + why);
}

/// What kinds of targets ask for, of which drydock has none: accepted it would do nothing.
Result<Done> check_kind(const Target& target) {
  const std::pair<bool, std::string_view> absent[] = {
      {target.kinesis_parameters.has_value(), "KinesisParameters"},
      {target.run_command_parameters.has_value(), "RunCommandParameters"},
      {target.batch_parameters.has_value(), "BatchParameters"},
      {target.sqs_parameters.has_value(), "SqsParameters"},
      {target.redshift_data_parameters.has_value(), "RedshiftDataParameters"},
      {target.sage_maker_pipeline_parameters.has_value(), "SageMakerPipelineParameters"},
      {target.app_sync_parameters.has_value(), "AppSyncParameters"}};
  for (const auto& [given, name] : absent) {
    if (given)
      return refused(target, std::string(name) + " are for a service that is not emulated.");
  }
  if (target.dead_letter_config && target.dead_letter_config->arn) {
    return refused(target, "DeadLetterConfig needs Amazon SQS, which is not emulated.");
  }
  return Done{};
}

Result<Done> check_cluster(const Target& target) {
  if (!target.ecs_parameters) return refused(target, "an ECS cluster needs EcsParameters.");
  if (target.ecs_parameters->task_count.value_or(1) > 10) {
    return refused(target, "TaskCount can be at most 10 here.");
  }
  return Done{};
}

Result<Done> check_destination(const aws::Context& context, const Target& target) {
  const auto name = name_in_arn(context.world, target.arn, "api-destination");
  const auto* destination =
      name ? context.store.find<ApiDestination>(context.world, *name) : nullptr;
  if (destination == nullptr || api_destination_arn(context.world, *destination) != target.arn) {
    return not_found("Failed to describe the api-destination(s). Api-destination '" +
                     name.value_or(target.arn) + "' does not exist.");
  }
  return Done{};
}

Result<Done> check_target(const aws::Context& context, const Target& target) {
  const auto arn = Arn::parse(target.arn);
  if (!arn) {
    return validation_error("Parameter " + target.arn +
                            " is not valid. Reason: Provided Arn is not in correct format.");
  }
  if (const auto fault = input_fault(target)) return validation_error(*fault);
  if (const auto checked = check_kind(target); !checked) return checked;
  const bool is_cluster = arn->service == "ecs" && arn->resource.starts_with("cluster/");
  if (is_cluster && is_of(*arn, context.world)) return check_cluster(target);
  if (target.ecs_parameters) return refused(target, "EcsParameters are for an ECS cluster's ARN.");
  if (arn->service == "events" && arn->resource.starts_with("api-destination/")) {
    return check_destination(context, target);
  }
  return refused(target,
                 "events do not reach " + target.arn +
                     " here: a target is an API destination (an HTTP URL) or an ECS cluster "
                     "of this account and region, in which a task is run.");
}

}  // namespace

Result<model::events::PutTargetsResponse> put_targets(
    aws::Context& context, const model::events::PutTargetsRequest& request) {
  const auto rule = find_rule(context, request.event_bus_name, request.rule);
  if (!rule) return rule.error();
  std::vector<Target> targets = (*rule)->targets;
  for (const Target& target : request.targets) {
    if (const auto checked = check_target(context, target); !checked) return checked.error();
    std::erase_if(targets, [&](const Target& other) { return other.id == target.id; });
    targets.push_back(target);
  }
  if (targets.size() > targets_of_rule_max) return limit_exceeded();
  std::ranges::sort(targets, {}, &Target::id);
  context.store.change<Rule>(context.world, (*rule)->name,
                             [&](Rule& record) { record.targets = std::move(targets); });
  model::events::PutTargetsResponse response;
  response.failed_entry_count = 0;
  response.failed_entries.emplace();
  return response;
}

Result<model::events::RemoveTargetsResponse> remove_targets(
    aws::Context& context, const model::events::RemoveTargetsRequest& request) {
  const auto rule = find_rule(context, request.event_bus_name, request.rule);
  if (!rule) return rule.error();
  context.store.change<Rule>(context.world, (*rule)->name, [&](Rule& record) {
    std::erase_if(record.targets, [&](const Target& target) {
      return std::ranges::find(request.ids, target.id) != request.ids.end();
    });
  });
  model::events::RemoveTargetsResponse response;
  response.failed_entry_count = 0;
  response.failed_entries.emplace();
  return response;
}

Result<model::events::ListTargetsByRuleResponse> list_targets_by_rule(
    aws::Context& context, const model::events::ListTargetsByRuleRequest& request) {
  const auto rule = find_rule(context, request.event_bus_name, request.rule);
  if (!rule) return rule.error();
  auto page = page_of(
      context, (*rule)->targets, request.next_token, request.limit,
      [](const Target& target) { return target.id; }, request.rule);
  if (!page) return page.error();
  return model::events::ListTargetsByRuleResponse{.targets = std::move(page->items),
                                                  .next_token = std::move(page->next_token)};
}

}  // namespace drydock::events::api
