#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "emulator/base/shared.h"
#include "emulator/elb/algorithms.h"
#include "emulator/elb/listener_rule.h"
#include "emulator/elb/redirect.h"
#include "emulator/ports/engine.h"
#include "emulator/store/store.h"

/// What the load balancers' data plane has to know, of all worlds: an immutable value made from the
/// store, so that a request sees one state of things and nobody locks.
namespace drydock::elb {

struct RoutedTarget {
  std::string name;           ///< The target's name().
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
  std::string host;                    ///< Its load balancer's DNS name, in lower case.
  std::vector<std::string> endpoints;  ///< The endpoint names that its rules are for.
  int port = 0;                        ///< The one that it was made with.
  int given_port = 0;                  ///< The one of this machine that it has had for it, or 0.
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
  std::vector<Shared<RoutedGroup>> groups;
  std::vector<RoutedListener> listeners;  ///< Those that speak HTTP.
  /// A load balancer's DNS name, in lower case, to the place of the listener that answers to it on
  /// drydock's own port: the one of port 80, or else the first. That one's endpoint names are there
  /// too.
  std::map<std::string, std::uint32_t, std::less<>> hosts;
};

/// Groups as the store has them, made once for all tables that follow one another. Whoever keeps
/// them hears of every change, and makes those anew that it touches.
class RoutedGroups {
 public:
  explicit RoutedGroups(const Store& store) : store_(store) {}

  /// Notes which groups are not any more as the store says.
  void hear(const Change& change);
  /// How many have changed since they were made.
  [[nodiscard]] std::size_t stale() const { return stale_.size(); }
  /// Makes one of those anew: each comes once before one that changes again meanwhile comes twice.
  /// Tells how many targets it has.
  std::size_t make_one();

  /// The group as it was made last.
  const Shared<RoutedGroup>& find(const World& world, const std::string& arn);

 private:
  using Name = std::pair<World, std::string>;

  void hear_task(const World& world, std::string_view key);
  void note(const World& world, std::string_view group_arn);

  const Store& store_;
  std::map<Name, Shared<RoutedGroup>> made_;
  std::set<Name> stale_;      ///< Of those.
  std::optional<Name> last_;  ///< Of those, the one that was made anew last.
};

/// The table for the store as it is. Groups that nothing forwards to are left out.
RoutingTable make_routing_table(const Store& store);
/// The same, with these groups.
RoutingTable make_routing_table(const Store& store, RoutedGroups& groups);

/// The first of the listener's rules that holds.
const RoutedAction& route(const RoutedListener& listener, const RequestView& request);

}  // namespace drydock::elb
