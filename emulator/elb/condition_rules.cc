#include "emulator/elb/condition_rules.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <set>
#include <string>
#include <string_view>

#include "emulator/base/words.h"
#include "emulator/elb/errors.h"
#include "emulator/elb/header_text.h"
#include "emulator/elb/wildcard.h"

// Where a message has a URL it is AWS's, observed there. Those of a value's length and of fields
// that do not go together are from https://github.com/getmoto/moto/pull/3662, whose author took
// them from AWS. The others are drydock's, in the same frame.

namespace drydock::elb {
namespace {

using model::elbv2::RuleCondition;

constexpr std::array<std::string_view, 6> fields = {"path-pattern", "host-header",
                                                    "http-header",  "http-request-method",
                                                    "query-string", "source-ip"};
constexpr std::size_t values_max = 5;
constexpr std::size_t wildcards_max = 5;
constexpr std::size_t value_length_max = 128;
constexpr std::size_t name_length_max = 40;  ///< Of a header, and of a method.

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

/// What else than its field a condition may have, and has.
struct Part {
  std::string_view name;
  std::string_view of;  ///< The field that it belongs to.
  bool given;
};

std::array<Part, 6> parts_of(const RuleCondition& condition) {
  return {{{"HostHeaderConfig", "host-header", condition.host_header_config.has_value()},
           {"PathPatternConfig", "path-pattern", condition.path_pattern_config.has_value()},
           {"HttpHeaderConfig", "http-header", condition.http_header_config.has_value()},
           {"QueryStringConfig", "query-string", condition.query_string_config.has_value()},
           {"HttpRequestMethodConfig", "http-request-method",
            condition.http_request_method_config.has_value()},
           {"SourceIpConfig", "source-ip", condition.source_ip_config.has_value()}}};
}

bool takes_plain_values(std::string_view field) {
  return field == "host-header" || field == "path-pattern";
}

/// The condition has what its field calls for, once, and nothing of another field.
Result<Done> check_parts(const RuleCondition& condition, const std::string& field) {
  const bool plain = condition.values && !condition.values->empty();
  if (plain && !takes_plain_values(field)) {
    return validation_error("The 'Values' field is not compatible with " + quoted(field));
  }
  for (const Part& part : parts_of(condition)) {
    if (part.of != field && part.given) {
      return validation_error("The " + quoted(part.name) + " field is not compatible with " +
                              quoted(field));
    }
    if (part.of != field) continue;
    if (!part.given && !takes_plain_values(field)) {
      return validation_error("A " + quoted(part.name) + " must be specified with " +
                              quoted(field));
    }
    if (part.given && plain) {
      // https://github.com/aws-controllers-k8s/community/issues/2759
      return validation_error("You cannot provide both Values and " + quoted(part.name) +
                              " for a condition of type " + quoted(field));
    }
  }
  return Done{};
}

template <class Config>
bool has_regex(const std::optional<Config>& config) {
  return config && config->regex_values.has_value();
}

bool has_regex(const RuleCondition& condition) {
  return condition.regex_values || has_regex(condition.host_header_config) ||
         has_regex(condition.path_pattern_config) || has_regex(condition.http_header_config);
}

bool is_of(std::string_view text, std::string_view punctuation) {
  return std::ranges::all_of(text, [punctuation](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           punctuation.find(c) != std::string_view::npos;
  });
}

bool is_method(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

/// An address and a prefix length, of either version; the address may have bits after the prefix.
bool is_cidr(const std::string& text) {
  boost::system::error_code error;
  boost::asio::ip::make_network_v4(text, error);
  if (!error) return true;
  boost::asio::ip::make_network_v6(text, error);
  return !error && text.find('%') == std::string::npos;
}

aws::Error too_long(std::string_view what, std::size_t limit) {
  return validation_error("The " + quoted(what) + " value is too long; the limit is " +
                          quoted(std::to_string(limit)));
}

/// https://github.com/aws/aws-cli/issues/9792
aws::Error wrong_character(const std::string& value) {
  return validation_error("Condition value " + quoted(value) +
                          " contains a character that is not valid");
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html
Result<Done> check_characters(const std::string& field, const std::string& value) {
  if (field == "http-request-method" && !is_method(value)) {
    return validation_error(
        "The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and "
        "underscore");
  }
  if (field == "source-ip" && !is_cidr(value)) {
    return validation_error("The 'source-ip' value " + quoted(value) + " must be a CIDR block");
  }
  const bool right = field == "host-header"    ? is_of(value, "-.*?")
                     : field == "path-pattern" ? is_of(value, "_-.$/~\"'@:+&*?")
                     : field == "query-string" ? is_visible(value)
                                               : is_header_value(value);
  if (!right) return wrong_character(value);
  return Done{};
}

Result<Done> check_value(const std::string& field, const std::string& value) {
  if (value.empty()) return validation_error("A condition value must be specified");
  const std::size_t limit = field == "http-request-method" ? name_length_max : value_length_max;
  if (value.size() > limit) return too_long(field == "query-string" ? "Value" : field, limit);
  return check_characters(field, value);
}

Result<Done> check_header_name(const model::elbv2::HttpHeaderConditionConfig& config) {
  const std::string name = config.http_header_name.value_or("");
  if (name.empty()) return validation_error("An HTTP header name must be specified");
  if (name.size() > name_length_max) return too_long("HttpHeaderName", name_length_max);
  if (!is_token(name)) return wrong_character(name);
  if (equals_ignoring_case(name, "host")) {
    return validation_error("The 'host' header must be matched by a 'host-header' condition");
  }
  return Done{};
}

Result<Done> check_keys(const model::elbv2::QueryStringConditionConfig& config) {
  if (!config.values) return Done{};
  for (const auto& pair : *config.values) {
    const std::string key = pair.key.value_or("");
    if (key.size() > value_length_max) return too_long("Key", value_length_max);
    if (!is_visible(key)) return wrong_character(key);
    if (pair.value.value_or("").empty()) {
      return validation_error("A 'Value' must be specified in 'QueryStringKeyValuePair'");
    }
  }
  return Done{};
}

Result<Done> check(const RuleCondition& condition, const std::string& field) {
  if (condition.source_ip_config && condition.source_ip_config->ip_address_type) {
    return validation_error("Only rules of Network Load Balancers tell the family of a source IP");
  }
  if (has_regex(condition)) {
    return validation_error("drydock does not evaluate regular expressions in conditions");
  }
  if (const auto parts = check_parts(condition, field); !parts) return parts;
  if (condition.query_string_config) {
    if (const auto keys = check_keys(*condition.query_string_config); !keys) return keys;
  }
  if (condition.http_header_config) {
    if (const auto name = check_header_name(*condition.http_header_config); !name) return name;
  }
  const auto values = values_of(condition);
  if (values.empty()) return validation_error("A condition value must be specified");
  for (const std::string& value : values) {
    if (const auto checked = check_value(field, value); !checked) return checked;
  }
  return Done{};
}

/// The stars and question marks that are wildcards: in a query one after a backslash is none.
std::size_t wildcards_in(std::string_view text, bool escapes) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (escapes && text[i] == '\\') {
      ++i;
    } else if (text[i] == '*' || text[i] == '?') {
      ++count;
    }
  }
  return count;
}

std::size_t wildcards_in(const RuleCondition& condition, const std::string& field) {
  const bool escapes = field == "query-string";
  std::size_t count = 0;
  for (const std::string& value : values_of(condition)) count += wildcards_in(value, escapes);
  if (!condition.query_string_config || !condition.query_string_config->values) return count;
  for (const auto& pair : *condition.query_string_config->values) {
    count += wildcards_in(pair.key.value_or(""), escapes);
  }
  return count;
}

bool is_repeatable(std::string_view field) {
  return field == "http-header" || field == "query-string";
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
  std::size_t values = 0;
  std::size_t wildcards = 0;
  for (const RuleCondition& condition : conditions) {
    // https://github.com/aws/aws-sdk-js/issues/2658
    if (!condition.field) return validation_error("A condition field must be specified");
    const std::string& field = *condition.field;
    if (std::ranges::find(fields, field) == fields.end()) {
      return validation_error("Condition field " + quoted(field) + " must be one of '[" +
                              joined_fields() + "]'");
    }
    if (!seen.insert(field).second && !is_repeatable(field)) {
      return validation_error("A rule can only have one " + quoted(field) + " condition");
    }
    if (const auto checked = check(condition, field); !checked) return checked;
    values += values_of(condition).size();
    wildcards += wildcards_in(condition, field);
  }
  // https://github.com/aws/aws-cdk/issues/10065
  if (values > values_max) return validation_error("A rule can only have '5' condition values");
  if (wildcards > wildcards_max) {
    return validation_error("A rule can only have '5' condition wildcards");
  }
  return Done{};
}

std::vector<RuleCondition> complete(std::vector<RuleCondition> conditions) {
  for (RuleCondition& condition : conditions) complete(condition);
  return conditions;
}

}  // namespace drydock::elb
