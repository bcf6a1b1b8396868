#include "api/ec2/network.h"

#include <algorithm>

#include "api/aws/pagination.h"
#include "api/ec2/network_description.h"
#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/task.h"
#include "emulator/store/store.h"

namespace drydock::ec2::api {
namespace {

/// Every id that a caller names must be one of those that there are.
Result<Done> check_ids(const std::optional<std::vector<std::string>>& given,
                       const std::vector<std::string>& known, std::string_view code,
                       std::string_view what) {
  if (!given) return Done{};
  for (const std::string& id : *given) {
    if (std::ranges::find(known, id) != known.end()) continue;
    return aws::Error(code, "The " + std::string(what) + " '" + id + "' does not exist");
  }
  return Done{};
}

/// Addresses of the subnet that tasks hold now.
int taken_addresses(const aws::Context& context, const Subnet& subnet) {
  const auto& tasks = context.store.table<ecs::Task>(context.world);
  return static_cast<int>(tasks.members(ecs::Task::subnet_key(subnet.id)).size());
}

/// The page that the call asks for. The error was observed:
/// https://github.com/boto/boto3/issues/2673
template <class Item, class Request, class Key>
Result<aws::Page<Item>> page_of(const aws::Context& context, std::vector<Item> items,
                                const Request& request, Key key) {
  auto page = aws::page_of(
      std::move(items),
      aws::page_request(context, request.next_token, request.max_results.value_or(1000)), key);
  if (page) return *std::move(page);
  return aws::Error("InvalidParameterValue", "Value ( " + *request.next_token +
                                                 " ) for parameter NextToken is invalid. The "
                                                 "token is invalid.");
}

}  // namespace

Result<model::ec2::DescribeVpcsResult> describe_vpcs(
    aws::Context& context, const model::ec2::DescribeVpcsRequest& request) {
  const DefaultNetwork network = default_network(context.world);
  const auto ids = check_ids(request.vpc_ids, {network.vpc_id}, "InvalidVpcID.NotFound", "vpc ID");
  if (!ids) return ids.error();
  const auto passed = passes(vpc_properties(network, context.world), request.filters);
  if (!passed) return passed.error();
  std::vector<model::ec2::Vpc> found;
  if (*passed) found.push_back(describe_vpc(network, context.world));
  auto page = page_of(context, std::move(found), request,
                      [](const model::ec2::Vpc& vpc) { return *vpc.vpc_id; });
  if (!page) return page.error();
  return model::ec2::DescribeVpcsResult{.next_token = std::move(page->next_token),
                                        .vpcs = std::move(page->items)};
}

Result<model::ec2::DescribeSubnetsResult> describe_subnets(
    aws::Context& context, const model::ec2::DescribeSubnetsRequest& request) {
  const DefaultNetwork network = default_network(context.world);
  std::vector<std::string> known;
  for (const Subnet& subnet : network.subnets) known.push_back(subnet.id);
  const auto ids = check_ids(request.subnet_ids, known, "InvalidSubnetID.NotFound", "subnet ID");
  if (!ids) return ids.error();
  std::vector<model::ec2::Subnet> found;
  for (const Subnet& subnet : network.subnets) {
    const auto passed = passes(subnet_properties(subnet, network, context.world), request.filters);
    if (!passed) return passed.error();
    if (!*passed || !names(request.subnet_ids, subnet.id)) continue;
    found.push_back(
        describe_subnet(subnet, network, context.world, taken_addresses(context, subnet)));
  }
  auto page = page_of(context, std::move(found), request,
                      [](const model::ec2::Subnet& subnet) { return *subnet.availability_zone; });
  if (!page) return page.error();
  return model::ec2::DescribeSubnetsResult{.next_token = std::move(page->next_token),
                                           .subnets = std::move(page->items)};
}

Result<model::ec2::DescribeSecurityGroupsResult> describe_security_groups(
    aws::Context& context, const model::ec2::DescribeSecurityGroupsRequest& request) {
  const DefaultNetwork network = default_network(context.world);
  const auto ids = check_ids(request.group_ids, {network.security_group_id},
                             "InvalidGroup.NotFound", "security group");
  if (!ids) return ids.error();
  const auto group_names =
      check_ids(request.group_names, {"default"}, "InvalidGroup.NotFound", "security group");
  if (!group_names) return group_names.error();
  const auto passed = passes(security_group_properties(network, context.world), request.filters);
  if (!passed) return passed.error();
  std::vector<model::ec2::SecurityGroup> found;
  if (*passed) found.push_back(describe_security_group(network, context.world));
  auto page = page_of(context, std::move(found), request,
                      [](const model::ec2::SecurityGroup& group) { return *group.group_id; });
  if (!page) return page.error();
  return model::ec2::DescribeSecurityGroupsResult{.next_token = std::move(page->next_token),
                                                  .security_groups = std::move(page->items)};
}

Result<model::ec2::DescribeAvailabilityZonesResult> describe_availability_zones(
    aws::Context& context, const model::ec2::DescribeAvailabilityZonesRequest& request) {
  model::ec2::DescribeAvailabilityZonesResult result;
  result.availability_zones.emplace();
  for (const Subnet& subnet : default_network(context.world).subnets) {
    const auto passed = passes(zone_properties(subnet, context.world), request.filters);
    if (!passed) return passed.error();
    if (!*passed || !names(request.zone_names, subnet.availability_zone) ||
        !names(request.zone_ids, subnet.availability_zone_id)) {
      continue;
    }
    auto zone = describe_zone(subnet, context.world);
    if (is_lost(context.store, subnet.availability_zone)) {
      zone.state = model::ec2::AvailabilityZoneState::unavailable;
    }
    result.availability_zones->push_back(std::move(zone));
  }
  return result;
}

}  // namespace drydock::ec2::api
