#include "api/elbv2/attributes.h"

#include <set>

#include "api/elbv2/lookup.h"
#include "emulator/elb/attributes.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"

namespace drydock::elb::api {
namespace {

/// Every attribute of the table in a shape of `{key, value}`.
template <class Shape>
std::vector<Shape> shown(AttributeTable table, const AttributeValues& values) {
  std::vector<Shape> all;
  for (auto& [key, value] : all_attributes(table, values)) {
    all.push_back({.key = key, .value = value});
  }
  return all;
}

/// The values with what the call gives, once all of that has been found right.
template <class Shape>
Result<AttributeValues> changed(AttributeTable table, std::string_view owner,
                                AttributeValues values, const std::vector<Shape>& given) {
  std::set<std::string> keys;
  for (const Shape& attribute : given) {
    const std::string key = attribute.key.value_or("");
    const std::string value = attribute.value.value_or("");
    if (!keys.insert(key).second) {
      return validation_error("Attribute key '" + key + "' was specified more than once");
    }
    if (const auto checked = check_attribute(table, owner, key, value); !checked) {
      return checked.error();
    }
    set_attribute(table, values, key, value);
  }
  if (const auto together = check_attributes(table, values); !together) return together.error();
  return values;
}

template <class Record, class Shape>
Result<std::vector<Shape>> modify(aws::Context& context, const Record& record, AttributeTable table,
                                  std::string_view owner, const std::vector<Shape>& given) {
  auto values = changed(table, owner, record.attributes, given);
  if (!values) return values.error();
  const Record& kept = context.store.change<Record>(
      context.world, std::string(record.arn),
      [&values](Record& target) { target.attributes = *std::move(values); });
  return shown<Shape>(table, kept.attributes);
}

}  // namespace

Result<model::elbv2::DescribeLoadBalancerAttributesOutput> describe_load_balancer_attributes(
    aws::Context& context, const model::elbv2::DescribeLoadBalancerAttributesInput& request) {
  const auto found = find_load_balancer(context, request.load_balancer_arn);
  if (!found) return found.error();
  return model::elbv2::DescribeLoadBalancerAttributesOutput{
      .attributes = shown<model::elbv2::LoadBalancerAttribute>(load_balancer_attributes(),
                                                               (*found)->attributes)};
}

Result<model::elbv2::ModifyLoadBalancerAttributesOutput> modify_load_balancer_attributes(
    aws::Context& context, const model::elbv2::ModifyLoadBalancerAttributesInput& request) {
  const auto found = find_load_balancer(context, request.load_balancer_arn);
  if (!found) return found.error();
  auto all =
      modify(context, **found, load_balancer_attributes(), "Load balancer", request.attributes);
  if (!all) return all.error();
  return model::elbv2::ModifyLoadBalancerAttributesOutput{.attributes = *std::move(all)};
}

Result<model::elbv2::DescribeTargetGroupAttributesOutput> describe_target_group_attributes(
    aws::Context& context, const model::elbv2::DescribeTargetGroupAttributesInput& request) {
  const auto found = find_target_group(context, request.target_group_arn);
  if (!found) return found.error();
  return model::elbv2::DescribeTargetGroupAttributesOutput{
      .attributes = shown<model::elbv2::TargetGroupAttribute>(target_group_attributes(),
                                                              (*found)->attributes)};
}

Result<model::elbv2::ModifyTargetGroupAttributesOutput> modify_target_group_attributes(
    aws::Context& context, const model::elbv2::ModifyTargetGroupAttributesInput& request) {
  const auto found = find_target_group(context, request.target_group_arn);
  if (!found) return found.error();
  auto all =
      modify(context, **found, target_group_attributes(), "Target group", request.attributes);
  if (!all) return all.error();
  return model::elbv2::ModifyTargetGroupAttributesOutput{.attributes = *std::move(all)};
}

Result<model::elbv2::DescribeListenerAttributesOutput> describe_listener_attributes(
    aws::Context& context, const model::elbv2::DescribeListenerAttributesInput& request) {
  const auto found = find_listener(context, request.listener_arn);
  if (!found) return found.error();
  return model::elbv2::DescribeListenerAttributesOutput{
      .attributes =
          shown<model::elbv2::ListenerAttribute>(listener_attributes(), (*found)->attributes)};
}

Result<model::elbv2::ModifyListenerAttributesOutput> modify_listener_attributes(
    aws::Context& context, const model::elbv2::ModifyListenerAttributesInput& request) {
  const auto found = find_listener(context, request.listener_arn);
  if (!found) return found.error();
  auto all = modify(context, **found, listener_attributes(), "Listener", request.attributes);
  if (!all) return all.error();
  return model::elbv2::ModifyListenerAttributesOutput{.attributes = *std::move(all)};
}

}  // namespace drydock::elb::api
