#include "emulator/elb/new_records.h"

#include <vector>

#include "emulator/base/arn.h"
#include "emulator/base/joined.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/traffic_split.h"

namespace drydock::elb {
namespace {

constexpr int id_digits = 16;

}  // namespace

void give_names(LoadBalancer& made, const World& world, IdSource& ids) {
  made.arn = make_arn("elasticloadbalancing", world,
                      joined({"loadbalancer/app/", made.name, "/", ids.hex(id_digits)}));
  const bool internal = made.scheme == model::elbv2::LoadBalancerSchemeEnum::internal;
  made.dns_name = joined({internal ? "internal-" : "", made.name, "-", ids.decimal(10), ".",
                          world.region, ".elb.localhost"});
}

std::string new_target_group_arn(const World& world, std::string_view name, IdSource& ids) {
  return make_arn("elasticloadbalancing", world,
                  joined({"targetgroup/", name, "/", ids.hex(id_digits)}));
}

std::string new_listener_arn(std::string load_balancer_arn, IdSource& ids) {
  constexpr std::string_view kind = ":loadbalancer/";
  load_balancer_arn.replace(load_balancer_arn.find(kind), kind.size(), ":listener/");
  return load_balancer_arn + "/" + ids.hex(id_digits);
}

std::string new_rule_arn(const Listener& listener, IdSource& ids) {
  const std::string arn = default_rule_arn(listener);
  return arn.substr(0, arn.rfind('/') + 1) + ids.hex(id_digits);
}

std::size_t count_rules(const Store& store, const World& world,
                        const std::string& load_balancer_arn) {
  std::size_t count = 0;
  for (const Listener* listener : store.table<Listener>(world).indexed(load_balancer_arn)) {
    count += store.table<Rule>(world).indexed(listener->arn).size();
  }
  return count;
}

void erase_load_balancer(Store& store, const World& world, const std::string& arn) {
  std::vector<std::string> listeners;
  std::vector<std::string> rules;
  for (const Listener* listener : store.table<Listener>(world).indexed(arn)) {
    listeners.push_back(listener->arn);
    for (const Rule* rule : store.table<Rule>(world).indexed(listener->arn)) {
      rules.push_back(rule->arn);
    }
  }
  for (const std::string& rule : rules) store.erase<Rule>(world, rule);
  for (const std::string& listener : listeners) store.erase<Listener>(world, listener);
  store.erase<LoadBalancer>(world, arn);
}

}  // namespace drydock::elb
