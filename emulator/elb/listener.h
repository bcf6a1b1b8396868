#pragma once

#include <boost/describe/class.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/elbv2/common.h"
#include "model/elbv2/listener.h"
#include "model/elbv2/rule.h"

namespace drydock::elb {

/// A target group that an action forwards to, and its share of the requests.
struct Share {
  std::string target_group_arn;
  int weight = 1;  ///< 0 to 999.

  friend bool operator==(const Share&, const Share&) = default;
};

/// Where an action forwards to, in the order given; empty for one of another type.
std::vector<Share> forward_shares(const model::elbv2::Action& action);

/// A port of a load balancer, with what happens to a request that no rule matches.
struct Listener {
  static constexpr std::string_view table = "listeners";
  [[nodiscard]] std::string key() const { return arn; }
  /// A listener is found by its load balancer, and by each target group that it forwards to.
  [[nodiscard]] std::vector<std::string> index_keys() const;

  std::string arn;
  std::string load_balancer_arn;
  int port = 0;
  model::elbv2::ProtocolEnum protocol = model::elbv2::ProtocolEnum::http;
  std::vector<model::elbv2::Action> default_actions;
  std::vector<model::elbv2::Certificate> certificates;
  std::optional<std::string> ssl_policy;
  std::map<std::string, std::string> attributes;
  std::map<std::string, std::string> tags;
  /// The port of this machine that it really listens on; 0 while it does not. Differs from `port`
  /// where that one is taken or needs a privilege.
  int bound_port = 0;

  friend bool operator==(const Listener&, const Listener&) = default;
};
BOOST_DESCRIBE_STRUCT(Listener, (),
                      (arn, load_balancer_arn, port, protocol, default_actions, certificates,
                       ssl_policy, attributes, tags, bound_port))

/// A rule of a listener besides its default one, which is the listener's `default_actions`.
struct Rule {
  static constexpr std::string_view table = "rules";
  [[nodiscard]] std::string key() const { return arn; }
  /// A rule is found by its listener, and by each target group that it forwards to.
  [[nodiscard]] std::vector<std::string> index_keys() const;

  std::string arn;
  std::string listener_arn;
  int priority = 0;  ///< 1 to 50000, unique in its listener; the smallest is tried first.
  std::vector<model::elbv2::RuleCondition> conditions;
  std::vector<model::elbv2::Action> actions;
  std::map<std::string, std::string> tags;

  friend bool operator==(const Rule&, const Rule&) = default;
};
BOOST_DESCRIBE_STRUCT(Rule, (), (arn, listener_arn, priority, conditions, actions, tags))

}  // namespace drydock::elb
