#include "emulator/elb/balancer_names.h"

#include <algorithm>
#include <array>

#include "emulator/base/host_name.h"
#include "emulator/base/joined.h"

namespace drydock::elb {
namespace {

constexpr std::array<std::string_view, 2> endpoint_domains = {".localhost", ".on.aws"};

/// Whether the text is "<id>.ecs.<region>".
bool is_endpoint(std::string_view text) {
  constexpr std::string_view service = ".ecs.";
  const auto dot = text.find('.');
  if (dot == 0 || dot == std::string_view::npos || !text.substr(dot).starts_with(service)) {
    return false;
  }
  const std::string_view region = text.substr(dot + service.size());
  if (text.substr(0, dot).find_first_of("*?") != std::string_view::npos) return false;
  return !region.empty() && region.find('.') == std::string_view::npos;
}

}  // namespace

bool is_balancer_name(std::string_view name) {
  return is_within(name, "elb.localhost") || is_endpoint_name(name);
}

std::vector<std::string> endpoint_names(std::string_view id, std::string_view region) {
  std::vector<std::string> names;
  for (const std::string_view domain : endpoint_domains) {
    names.push_back(joined({id, ".ecs.", region, domain}));
  }
  return names;
}

bool is_endpoint_name(std::string_view name) {
  return std::ranges::any_of(endpoint_domains, [name](std::string_view domain) {
    return name.ends_with(domain) && is_endpoint(name.substr(0, name.size() - domain.size()));
  });
}

std::vector<std::string> endpoint_names_of(const Rule& rule) {
  std::vector<std::string> names;
  for (const model::elbv2::RuleCondition& condition : rule.conditions) {
    if (condition.field != "host-header" || !condition.host_header_config) continue;
    for (const std::string& value :
         condition.host_header_config->values.value_or(std::vector<std::string>{})) {
      std::string name = host_name(value);
      if (is_endpoint_name(name)) names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace drydock::elb
