#include "emulator/elb/listener_rule.h"

#include <algorithm>
#include <utility>

#include "emulator/base/query.h"

namespace drydock::elb {
namespace {

namespace ip = boost::asio::ip;
using model::elbv2::RuleCondition;

bool any_matches(const std::vector<Wildcard>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](const Wildcard& w) { return w.matches(text); });
}

bool holds(const HostIs& wanted, const RequestView& request) {
  return any_matches(wanted.any_of, request.host);
}

bool holds(const PathIs& wanted, const RequestView& request) {
  return any_matches(wanted.any_of, request.path);
}

bool holds(const MethodIs& wanted, const RequestView& request) {
  return std::ranges::find(wanted.any_of, request.method) != wanted.any_of.end();
}

template <class Networks, class Address>
bool any_contains(const Networks& networks, const Address& address) {
  return std::ranges::any_of(networks, [&](const auto& network) {
    return network.network() ==
           std::decay_t<decltype(network)>(address, network.prefix_length()).network();
  });
}

bool holds(const SourceIs& wanted, const RequestView& request) {
  const ip::address& source = request.source;
  if (source.is_v4()) return any_contains(wanted.any_of_v4, source.to_v4());
  if (source.to_v6().is_v4_mapped()) {
    return any_contains(wanted.any_of_v4, ip::make_address_v4(ip::v4_mapped, source.to_v6()));
  }
  return any_contains(wanted.any_of_v6, source.to_v6());
}

bool holds(const HeaderIs& wanted, const RequestView& request) {
  return std::ranges::any_of(request.headers, [&](const HeaderField& field) {
    return equals_ignoring_case(field.name, wanted.name) && any_matches(wanted.any_of, field.value);
  });
}

bool holds(const QueryHas::Pair& wanted, const QueryParameter& parameter) {
  return (!wanted.key || wanted.key->matches(parameter.name)) &&
         wanted.value.matches(parameter.value);
}

bool holds(const QueryHas& wanted, const RequestView& request) {
  std::string_view rest = request.query;
  while (const auto parameter = take_parameter(rest)) {
    const auto fits = [&](const QueryHas::Pair& pair) { return holds(pair, *parameter); };
    if (std::ranges::any_of(wanted.any_of, fits)) return true;
  }
  return false;
}

using Values = std::optional<std::vector<std::string>>;

/// The values of the condition's own structure, or else of its old plain list.
template <class Config>
const Values& values_of(const RuleCondition& condition, const std::optional<Config>& config) {
  return config && config->values ? config->values : condition.values;
}

std::vector<Wildcard> wildcards(const Values& values, Wildcard::Case letters) {
  std::vector<Wildcard> compiled;
  if (!values) return compiled;
  for (const auto& value : *values) compiled.emplace_back(value, letters);
  return compiled;
}

SourceIs compile_source(const Values& values) {
  SourceIs compiled;
  if (!values) return compiled;
  for (const auto& value : *values) {
    boost::system::error_code error;
    const auto v4 = ip::make_network_v4(value, error);
    if (!error) {
      compiled.any_of_v4.push_back(v4);
      continue;
    }
    const auto v6 = ip::make_network_v6(value, error);
    if (!error) compiled.any_of_v6.push_back(v6);
  }
  return compiled;
}

QueryHas compile_query(const RuleCondition& condition) {
  QueryHas compiled;
  if (!condition.query_string_config || !condition.query_string_config->values) return compiled;
  const auto wildcard = [](const std::string& text) {
    return Wildcard(text, Wildcard::Case::insensitive, Wildcard::Escapes::backslash);
  };
  for (const auto& pair : *condition.query_string_config->values) {
    QueryHas::Pair wanted{.key = std::nullopt, .value = wildcard(pair.value.value_or(""))};
    if (pair.key && !pair.key->empty()) wanted.key = wildcard(*pair.key);
    compiled.any_of.push_back(std::move(wanted));
  }
  return compiled;
}

Condition compile_one(const RuleCondition& condition) {
  using Case = Wildcard::Case;
  const std::string field = condition.field.value_or("");
  if (field == "host-header") {
    return HostIs{wildcards(values_of(condition, condition.host_header_config), Case::insensitive)};
  }
  if (field == "path-pattern") {
    return PathIs{wildcards(values_of(condition, condition.path_pattern_config), Case::sensitive)};
  }
  if (field == "http-request-method") {
    const Values& values = values_of(condition, condition.http_request_method_config);
    return MethodIs{values.value_or(std::vector<std::string>())};
  }
  if (field == "source-ip") {
    return compile_source(values_of(condition, condition.source_ip_config));
  }
  if (field == "http-header" && condition.http_header_config) {
    const auto& config = *condition.http_header_config;
    return HeaderIs{config.http_header_name.value_or(""),
                    wildcards(config.values, Case::insensitive)};
  }
  return compile_query(condition);
}

}  // namespace

Conditions compile(std::span<const RuleCondition> conditions) {
  Conditions compiled;
  compiled.reserve(conditions.size());
  for (const auto& condition : conditions) compiled.push_back(compile_one(condition));
  return compiled;
}

bool matches(const Conditions& conditions, const RequestView& request) {
  return std::ranges::all_of(conditions, [&](const Condition& condition) {
    return std::visit([&](const auto& wanted) { return holds(wanted, request); }, condition);
  });
}

}  // namespace drydock::elb
