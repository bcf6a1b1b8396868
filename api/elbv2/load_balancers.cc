#include "api/elbv2/load_balancers.h"

#include <algorithm>

#include "api/elbv2/description.h"
#include "api/elbv2/lookup.h"
#include "api/elbv2/tags.h"
#include "emulator/base/take.h"
#include "emulator/ec2/default_network.h"
#include "emulator/elb/attributes.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/name_rules.h"
#include "emulator/elb/network_rules.h"
#include "emulator/elb/new_records.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb::api {
namespace {

using model::elbv2::CreateLoadBalancerInput;
using model::elbv2::LoadBalancerSchemeEnum;
using model::elbv2::LoadBalancerTypeEnum;

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
constexpr std::size_t named_max = 20;

/// What an Application Load Balancer does not have, or none outside of AWS's own machines. The
/// words are drydock's, in the frame of
/// https://github.com/hashicorp/terraform-provider-aws/issues/5992
aws::Error unsupported(std::string_view what) {
  return invalid_configuration(std::string(what) +
                               " are not supported for load balancers with type 'application'");
}

Result<Done> check_mapping(const model::elbv2::SubnetMapping& mapping) {
  if (!mapping.subnet_id) return validation_error("A subnet ID must be specified");
  if (mapping.allocation_id) return unsupported("Allocation IDs");
  if (mapping.private_ipv4_address || mapping.ipv6_address) return unsupported("Subnet addresses");
  if (mapping.source_nat_ipv6_prefix) return unsupported("Source NAT prefixes");
  return Done{};
}

/// The subnets of a call, which gives them either plainly or as mappings.
template <class Request>
Result<std::vector<std::string>> subnets_of(const Request& request) {
  const bool plain = request.subnets && !request.subnets->empty();
  const bool mapped = request.subnet_mappings && !request.subnet_mappings->empty();
  if (plain && mapped) {
    return validation_error("You must specify either subnets or subnet mappings, but not both");
  }
  if (request.enable_prefix_for_ipv6_source_nat) return unsupported("Source NAT prefixes");
  if (plain) return *request.subnets;
  std::vector<std::string> subnets;
  if (!mapped) return subnets;
  for (const auto& mapping : *request.subnet_mappings) {
    if (const auto checked = check_mapping(mapping); !checked) return checked.error();
    subnets.push_back(*mapping.subnet_id);
  }
  return subnets;
}

/// The subnets of a call, in which the load balancer may be.
template <class Request>
Result<std::vector<std::string>> right_subnets_of(const aws::Context& context,
                                                  const Request& request) {
  auto subnets = subnets_of(request);
  if (!subnets) return subnets;
  if (const auto type = check_address_type(request.ip_address_type); !type) return type.error();
  const auto checked = check_subnets(*subnets, ec2::default_network(context.world));
  if (!checked) return checked.error();
  return subnets;
}

/// All that the caller may choose; ids come when it is clear that it is a new one.
LoadBalancer wanted(const aws::Context& context, const CreateLoadBalancerInput& request,
                    std::vector<std::string> subnets) {
  const ec2::DefaultNetwork network = ec2::default_network(context.world);
  LoadBalancer made;
  made.name = request.name;
  made.scheme = request.scheme.value_or(LoadBalancerSchemeEnum::internet_facing);
  made.ip_address_type = request.ip_address_type.value_or(model::elbv2::IpAddressType::ipv4);
  made.vpc_id = network.vpc_id;
  made.subnets = std::move(subnets);
  made.security_groups = request.security_groups.value_or(std::vector<std::string>{});
  if (made.security_groups.empty()) made.security_groups = {network.security_group_id};
  return made;
}

bool is_same(const LoadBalancer& one, const LoadBalancer& other) {
  return one.scheme == other.scheme && one.ip_address_type == other.ip_address_type &&
         one.subnets == other.subnets && one.security_groups == other.security_groups;
}

Result<Done> check(const aws::Context& context, const CreateLoadBalancerInput& request) {
  if (request.type.value_or(LoadBalancerTypeEnum::application) !=
      LoadBalancerTypeEnum::application) {
    return invalid_configuration("drydock emulates load balancers of type 'application' only");
  }
  if (const auto name = check_name("Load balancer", request.name); !name) return name;
  if (const auto tags = check_tags(request.tags); !tags) return tags;
  if (request.customer_owned_ipv4_pool || request.ipam_pools) {
    return invalid_configuration("drydock's load balancers take no addresses from pools");
  }
  if (!request.security_groups || request.security_groups->empty()) return Done{};
  return check_security_groups(*request.security_groups, ec2::default_network(context.world));
}

/// The load balancers that the call names, in its order; all of them where it names none.
Result<std::vector<const LoadBalancer*>> named(
    const aws::Context& context, const model::elbv2::DescribeLoadBalancersInput& request) {
  const auto arns = request.load_balancer_arns.value_or(std::vector<std::string>{});
  const auto names = request.names.value_or(std::vector<std::string>{});
  if (arns.empty() && names.empty()) return all<LoadBalancer>(context);
  if (arns.size() > named_max || names.size() > named_max) {
    return validation_error("The number of load balancers cannot be more than '20'");
  }
  if (!arns.empty() && !names.empty()) {
    return validation_error(
        "Load balancer names and load balancer ARNs cannot be specified at the same time");
  }
  std::vector<const LoadBalancer*> found;
  for (const std::string& arn : arns) {
    const auto load_balancer = find_load_balancer(context, arn);
    if (!load_balancer) return load_balancer.error();
    found.push_back(*load_balancer);
  }
  for (const std::string& name : names) {
    found.push_back(find_by_name<LoadBalancer>(context, name));
    if (found.back() == nullptr) {
      return aws::Error(model::elbv2::error::load_balancer_not_found_exception,
                        "Load balancers '[" + name + "]' not found");
    }
  }
  std::ranges::sort(found, {}, [](const LoadBalancer* item) { return item->arn; });
  return found;
}

}  // namespace

Result<model::elbv2::CreateLoadBalancerOutput> create_load_balancer(
    aws::Context& context, const CreateLoadBalancerInput& request) {
  if (const auto checked = check(context, request); !checked) return checked.error();
  auto subnets = right_subnets_of(context, request);
  if (!subnets) return subnets.error();
  LoadBalancer made = wanted(context, request, *std::move(subnets));
  const LoadBalancer* kept = find_by_name<LoadBalancer>(context, request.name);
  if (kept != nullptr && !is_same(*kept, made)) {
    return aws::Error(model::elbv2::error::duplicate_load_balancer_name_exception,
                      "A load balancer with the specified name already exists.");
  }
  if (kept == nullptr) {
    if (context.store.table<LoadBalancer>(context.world).size() >= load_balancers_max) {
      return aws::Error(model::elbv2::error::too_many_load_balancers_exception,
                        "The maximum number of load balancers has been reached");
    }
    give_names(made, context.world, context.ids);
    made.created_at = context.now;
    made.tags = tags_from(request.tags);
    kept = &context.store.put(context.world, std::move(made));
  }
  model::elbv2::CreateLoadBalancerOutput output;
  output.load_balancers.emplace().push_back(describe(*kept, context.world));
  return output;
}

Result<model::elbv2::DescribeLoadBalancersOutput> describe_load_balancers(
    aws::Context& context, const model::elbv2::DescribeLoadBalancersInput& request) {
  auto found = named(context, request);
  if (!found) return found.error();
  auto page = page_of(*std::move(found), page_request(context, request));
  if (!page) return page.error();
  model::elbv2::DescribeLoadBalancersOutput output;
  output.load_balancers.emplace();
  for (const LoadBalancer* item : page->items) {
    output.load_balancers->push_back(describe(*item, context.world));
  }
  output.next_marker = std::move(page->next_token);
  return output;
}

Result<model::elbv2::DeleteLoadBalancerOutput> delete_load_balancer(
    aws::Context& context, const model::elbv2::DeleteLoadBalancerInput& request) {
  const auto* found = context.store.find<LoadBalancer>(context.world, request.load_balancer_arn);
  if (found == nullptr) return model::elbv2::DeleteLoadBalancerOutput{};
  if (flag_attribute(load_balancer_attributes(), found->attributes,
                     "deletion_protection.enabled")) {
    return aws::Error(model::elbv2::error::operation_not_permitted_exception,
                      "Load balancer '" + found->arn +
                          "' cannot be deleted because deletion protection is enabled");
  }
  erase_load_balancer(context.store, context.world, request.load_balancer_arn);
  return model::elbv2::DeleteLoadBalancerOutput{};
}

Result<model::elbv2::SetSecurityGroupsOutput> set_security_groups(
    aws::Context& context, const model::elbv2::SetSecurityGroupsInput& request) {
  const auto found = find_load_balancer(context, request.load_balancer_arn);
  if (!found) return found.error();
  if (request.enforce_security_group_inbound_rules_on_private_link_traffic) {
    return unsupported("Inbound rules on PrivateLink traffic");
  }
  const auto groups =
      check_security_groups(request.security_groups, ec2::default_network(context.world));
  if (!groups) return groups.error();
  context.store.change<LoadBalancer>(
      context.world, request.load_balancer_arn,
      [&request](LoadBalancer& record) { record.security_groups = request.security_groups; });
  model::elbv2::SetSecurityGroupsOutput output;
  output.security_group_ids = request.security_groups;
  return output;
}

Result<model::elbv2::SetSubnetsOutput> set_subnets(aws::Context& context,
                                                   const model::elbv2::SetSubnetsInput& request) {
  const auto found = find_load_balancer(context, request.load_balancer_arn);
  if (!found) return found.error();
  const auto subnets = right_subnets_of(context, request);
  if (!subnets) return subnets.error();
  const LoadBalancer& changed = context.store.change<LoadBalancer>(
      context.world, request.load_balancer_arn, [&](LoadBalancer& record) {
        record.subnets = *subnets;
        take(request.ip_address_type, record.ip_address_type);
      });
  model::elbv2::SetSubnetsOutput output;
  output.availability_zones = zones_of(changed.subnets, context.world);
  output.ip_address_type = changed.ip_address_type;
  return output;
}

Result<model::elbv2::SetIpAddressTypeOutput> set_ip_address_type(
    aws::Context& context, const model::elbv2::SetIpAddressTypeInput& request) {
  const auto found = find_load_balancer(context, request.load_balancer_arn);
  if (!found) return found.error();
  if (const auto type = check_address_type(request.ip_address_type); !type) return type.error();
  context.store.change<LoadBalancer>(
      context.world, request.load_balancer_arn,
      [&request](LoadBalancer& record) { record.ip_address_type = request.ip_address_type; });
  return model::elbv2::SetIpAddressTypeOutput{.ip_address_type = request.ip_address_type};
}

Result<model::elbv2::DescribeCapacityReservationOutput> describe_capacity_reservation(
    aws::Context& context, const model::elbv2::DescribeCapacityReservationInput& request) {
  const auto found = find_load_balancer(context, request.load_balancer_arn);
  if (!found) return found.error();
  model::elbv2::DescribeCapacityReservationOutput output;
  output.decrease_requests_remaining = 2;
  output.capacity_reservation_state.emplace();
  return output;
}

}  // namespace drydock::elb::api
