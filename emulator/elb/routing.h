#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/elb/algorithms.h"
#include "emulator/elb/listener_rule.h"
#include "emulator/elb/redirect.h"
#include "emulator/ports/engine.h"
#include "emulator/store/store.h"

/// What the load balancers' data plane has to know, of all worlds: an immutable value made from the
/// store, so that a request sees one state of things and nobody locks.
namespace drydock::elb {

struct RoutedTarget {
  std::string name;           ///< The target's key().
  Engine::Endpoint endpoint;  ///< Where drydock reaches it.
  friend bool operator==(const RoutedTarget&, const RoutedTarget&) = default;
};

/// A cookie that keeps a client with its target (stickiness.type lb_cookie).
struct Stickiness {
  bool enabled = false;
  int duration_seconds = 86400;
  friend bool operator==(const Stickiness&, const Stickiness&) = default;
};

struct RoutedGroup {
  std::string arn;
  Algorithm algorithm = Algorithm::round_robin;
  std::vector<RoutedTarget> targets;    ///< All that are registered, draining ones too.
  std::vector<std::uint32_t> eligible;  ///< The places of those that take new requests.
  Stickiness stickiness;
  friend bool operator==(const RoutedGroup&, const RoutedGroup&) = default;
};

/// To one of several groups, by weight.
struct Forward {
  std::vector<std::uint32_t> groups;  ///< Places in RoutingTable::groups.
  std::vector<int> weights;           ///< In the same order.
  /// Where there are several groups: a number of its own among the table's choices, which the data
  /// plane gives.
  std::uint32_t choice = 0;
};

struct FixedResponse {
  int status = 200;
  std::string content_type;
  std::string body;
};

using RoutedAction = std::variant<Forward, Redirect, FixedResponse>;

struct RoutedRule {
  Conditions conditions;
  RoutedAction action;
};

/// What is done with a client's own X-Forwarded-For (routing.http.xff_header_processing.mode).
enum class ForwardedFor { append, preserve, remove };

struct RoutedListener {
  std::string arn;
  std::string host;    ///< Its load balancer's DNS name, in lower case.
  int port = 0;        ///< The one that it was made with.
  int given_port = 0;  ///< The one of this machine that it has had for it, or 0.
  std::vector<RoutedRule>
      rules;  ///< By ascending priority; the last one, the default, always holds.
  int idle_timeout_seconds = 60;
  int client_keep_alive_seconds = 3600;
  ForwardedFor forwarded_for = ForwardedFor::append;
  bool forwarded_for_with_port = false;
  bool preserve_host = false;
  bool drop_invalid_headers = false;
  bool server_header = true;  ///< Whether the load balancer's own answers name their server.
};

struct RoutingTable {
  std::vector<RoutedGroup> groups;
  std::vector<RoutedListener> listeners;  ///< Those that speak HTTP.
  /// A load balancer's DNS name, in lower case, to the place of the listener that answers to it on
  /// drydock's own port: the one of port 80, or else the first.
  std::map<std::string, std::uint32_t, std::less<>> hosts;
};

/// The table for the store as it is. Groups that nothing forwards to are left out.
RoutingTable make_routing_table(const Store& store);

/// The first of the listener's rules that holds.
const RoutedAction& route(const RoutedListener& listener, const RequestView& request);

}  // namespace drydock::elb
