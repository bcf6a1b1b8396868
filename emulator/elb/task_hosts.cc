#include "emulator/elb/task_hosts.h"

#include <utility>

#include "emulator/elb/balancer_names.h"
#include "emulator/elb/load_balancer.h"

namespace drydock::elb {

std::map<std::string, std::string> task_hosts(const Store& store, const World& world,
                                              const std::string& address) {
  std::map<std::string, std::string> hosts;
  if (address.empty()) return hosts;
  hosts.emplace(api_host, address);
  for (const auto& [arn, balancer] : store.table<LoadBalancer>(world).rows()) {
    hosts.emplace(balancer.dns_name, address);
  }
  for (const auto& [arn, rule] : store.table<Rule>(world).rows()) {
    for (std::string& name : endpoint_names_of(rule)) hosts.emplace(std::move(name), address);
  }
  return hosts;
}

}  // namespace drydock::elb
