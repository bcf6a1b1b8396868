#include "emulator/elb/condition_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

namespace drydock::elb {
namespace {

using model::elbv2::RuleCondition;

constexpr std::array<std::string_view, 6> fields = {"path-pattern", "host-header",
                                                    "http-header",  "http-request-method",
                                                    "query-string", "source-ip"};
constexpr std::size_t values_max = 5;
constexpr std::size_t value_length_max = 128;

aws::Error validation_error(std::string message) { return {"ValidationError", std::move(message)}; }

std::string joined_fields() {
  std::string text;
  for (const std::string_view field : fields) {
    text += (text.empty() ? "" : ",") + std::string(field);
  }
  return text;
}

template <class Config>
std::vector<std::string> values_in(const std::optional<Config>& config,
                                   const std::optional<std::vector<std::string>>& plain) {
  if (config && config->values && !config->values->empty()) return *config->values;
  return plain.value_or(std::vector<std::string>{});
}

/// What the condition compares with, wherever the caller has put it.
std::vector<std::string> values_of(const RuleCondition& condition) {
  const std::string field = condition.field.value_or("");
  if (field == "host-header") return values_in(condition.host_header_config, condition.values);
  if (field == "path-pattern") return values_in(condition.path_pattern_config, condition.values);
  if (field == "http-header") return values_in(condition.http_header_config, {});
  if (field == "http-request-method") {
    return values_in(condition.http_request_method_config, {});
  }
  if (field == "source-ip") return values_in(condition.source_ip_config, {});
  std::vector<std::string> values;
  if (condition.query_string_config && condition.query_string_config->values) {
    for (const auto& pair : *condition.query_string_config->values) {
      values.push_back(pair.value.value_or(""));
    }
  }
  return values;
}

bool is_repeatable(std::string_view field) {
  return field == "http-header" || field == "query-string";
}

Result<Done> check_values(const RuleCondition& condition, const std::vector<std::string>& values) {
  if (condition.regex_values) {
    return validation_error("drydock does not evaluate regular expressions in conditions");
  }
  if (values.empty()) return validation_error("A condition value must be specified");
  for (const std::string& value : values) {
    if (value.empty()) return validation_error("A condition value must be specified");
    if (value.size() > value_length_max) {
      return validation_error("A condition value cannot be longer than '128' characters");
    }
  }
  if (condition.field == "http-header" &&
      condition.http_header_config->http_header_name.value_or("").empty()) {
    return validation_error("An HTTP header name must be specified");
  }
  return Done{};
}

void complete(RuleCondition& condition) {
  const auto values = values_of(condition);
  if (condition.field == "host-header") {
    condition.values = values;
    condition.host_header_config.emplace().values = values;
  }
  if (condition.field == "path-pattern") {
    condition.values = values;
    condition.path_pattern_config.emplace().values = values;
  }
}

}  // namespace

Result<Done> check(const std::vector<RuleCondition>& conditions) {
  if (conditions.empty()) return validation_error("A condition must be specified");
  std::set<std::string> seen;
  std::size_t count = 0;
  for (const RuleCondition& condition : conditions) {
    const std::string field = condition.field.value_or("");
    if (std::ranges::find(fields, field) == fields.end()) {
      return validation_error("Condition field '" + field + "' must be one of '[" +
                              joined_fields() + "]'");
    }
    if (!seen.insert(field).second && !is_repeatable(field)) {
      return validation_error("A rule can only have one '" + field + "' condition");
    }
    const auto values = values_of(condition);
    if (const auto checked = check_values(condition, values); !checked) return checked;
    count += values.size();
  }
  if (count > values_max) return validation_error("A rule can only have '5' condition values");
  return Done{};
}

std::vector<RuleCondition> complete(std::vector<RuleCondition> conditions) {
  for (RuleCondition& condition : conditions) complete(condition);
  return conditions;
}

}  // namespace drydock::elb
