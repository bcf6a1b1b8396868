#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/elb/wildcard.h"
#include "model/elbv2/rule.h"

/// Which requests a rule is for.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
namespace drydock::elb {

struct HeaderField {
  std::string_view name;
  std::string_view value;
};

/// What a rule sees of a request. The views belong to whoever asks.
struct RequestView {
  std::string_view method;
  std::string_view host;   ///< Without a port.
  std::string_view path;   ///< As it was sent, percent-encoded, without the query.
  std::string_view query;  ///< Without its question mark.
  std::span<const HeaderField> headers;
  boost::asio::ip::address source;  ///< The client's end of the connection.
};

struct HostIs {
  std::vector<Wildcard> any_of;
};
struct PathIs {
  std::vector<Wildcard> any_of;
};
struct MethodIs {
  std::vector<std::string> any_of;
};
struct SourceIs {
  std::vector<boost::asio::ip::network_v4> any_of_v4;
  std::vector<boost::asio::ip::network_v6> any_of_v6;
};
struct HeaderIs {
  std::string name;
  std::vector<Wildcard> any_of;
};
struct QueryHas {
  struct Pair {
    std::optional<Wildcard> key;  ///< Absent: any key.
    Wildcard value;
  };
  std::vector<Pair> any_of;
};

using Condition = std::variant<HostIs, PathIs, MethodIs, SourceIs, HeaderIs, QueryHas>;

/// A rule's conditions, made ready once so that asking is cheap.
using Conditions = std::vector<Condition>;

/// The conditions must be ones that condition_rules.h lets pass.
Conditions compile(std::span<const model::elbv2::RuleCondition> conditions);

/// Whether every condition holds; one holds when any of its values does. No condition always holds.
bool matches(const Conditions& conditions, const RequestView& request);

}  // namespace drydock::elb
