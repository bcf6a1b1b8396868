#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/elb/listener.h"

/// The host names by which load balancers are reached on drydock's own port. All are in small
/// letters, as host_name() gives them.
namespace drydock::elb {

/// Whether the name stands for a load balancer, be there one of that name or not: a DNS name
/// ("….elb.localhost") or an endpoint name.
bool is_balancer_name(std::string_view name);

/// The names of an endpoint that ECS Express Mode puts before a service: "<id>.ecs.<region>", first
/// below "localhost", which leads to this machine, then below "on.aws", as AWS has it.
std::vector<std::string> endpoint_names(std::string_view id, std::string_view region);
/// Whether the name is one of those.
bool is_endpoint_name(std::string_view name);

/// The endpoint names that the rule is for: a host condition tells them whole.
std::vector<std::string> endpoint_names_of(const Rule& rule);

}  // namespace drydock::elb
