#include "emulator/elb/attributes.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "emulator/base/number.h"
#include "emulator/base/words.h"
#include "emulator/elb/errors.h"
#include "emulator/elb/header_text.h"

namespace drydock::elb {
namespace {

constexpr std::array<std::string_view, 2> flag{"true", "false"};
constexpr std::array<std::string_view, 3> desync_modes{"monitor", "defensive", "strictest"};
constexpr std::array<std::string_view, 3> forwarded_for_modes{"append", "preserve", "remove"};
constexpr std::array<std::string_view, 2> stickiness_types{"lb_cookie", "app_cookie"};
constexpr std::array<std::string_view, 3> algorithms{"round_robin", "least_outstanding_requests",
                                                     "weighted_random"};
constexpr std::array<std::string_view, 2> on_off{"on", "off"};
/// "The default for Application Load Balancers is true, and can't be changed."
constexpr std::array<std::string_view, 1> always{"true"};
constexpr std::array<std::string_view, 1> off{"off"};
constexpr std::array<std::string_view, 1> zero{"0"};
constexpr std::array<std::string_view, 3> cross_zone{"true", "false",
                                                     "use_load_balancer_configuration"};
constexpr NumberRange cookie_seconds{1, 604800};
constexpr NumberRange healthy_count{1, 1000};
constexpr NumberRange percentage{1, 100};

constexpr std::array of_load_balancers{
    Attribute{"access_logs.s3.enabled", "false", flag},
    Attribute{"access_logs.s3.bucket", ""},
    Attribute{"access_logs.s3.prefix", ""},
    Attribute{"client_keep_alive.seconds", "3600", {}, NumberRange{60, 604800}},
    Attribute{"connection_logs.s3.enabled", "false", flag},
    Attribute{"connection_logs.s3.bucket", ""},
    Attribute{"connection_logs.s3.prefix", ""},
    Attribute{"deletion_protection.enabled", "false", flag},
    Attribute{"health_check_logs.s3.enabled", "false", flag},
    Attribute{"health_check_logs.s3.bucket", ""},
    Attribute{"health_check_logs.s3.prefix", ""},
    Attribute{"idle_timeout.timeout_seconds", "60", {}, NumberRange{1, 4000}},
    Attribute{"ipv6.deny_all_igw_traffic", "false", flag},
    Attribute{"load_balancing.cross_zone.enabled", "true", always},
    Attribute{"routing.http.desync_mitigation_mode", "defensive", desync_modes},
    Attribute{"routing.http.drop_invalid_header_fields.enabled", "false", flag},
    Attribute{"routing.http.preserve_host_header.enabled", "false", flag},
    Attribute{"routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false", flag},
    Attribute{"routing.http.xff_client_port.enabled", "false", flag},
    Attribute{"routing.http.xff_header_processing.mode", "append", forwarded_for_modes},
    Attribute{"routing.http2.enabled", "true", flag},
    Attribute{"waf.fail_open.enabled", "false", flag},
    Attribute{"zonal_shift.config.enabled", "false", flag},
};

constexpr std::array of_target_groups{
    Attribute{"deregistration_delay.timeout_seconds", "300", {}, NumberRange{0, 3600}},
    Attribute{"stickiness.enabled", "false", flag},
    Attribute{"stickiness.type", "lb_cookie", stickiness_types},
    Attribute{"stickiness.lb_cookie.duration_seconds", "86400", {}, cookie_seconds},
    Attribute{"stickiness.app_cookie.cookie_name", "", {}, {}, TextForm::cookie_name},
    Attribute{"stickiness.app_cookie.duration_seconds", "86400", {}, cookie_seconds},
    Attribute{"slow_start.duration_seconds", "0", zero, NumberRange{30, 900}},
    Attribute{"load_balancing.algorithm.type", "round_robin", algorithms},
    Attribute{"load_balancing.algorithm.anomaly_mitigation", "off", on_off},
    Attribute{"load_balancing.cross_zone.enabled", "use_load_balancer_configuration", cross_zone},
    Attribute{"target_group_health.dns_failover.minimum_healthy_targets.count", "1", off,
              healthy_count},
    Attribute{"target_group_health.dns_failover.minimum_healthy_targets.percentage", "off", off,
              percentage},
    Attribute{"target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
              "1",
              {},
              healthy_count},
    Attribute{"target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
              "off", off, percentage},
};

constexpr std::array of_listeners{
    Attribute{"routing.http.request.x_amzn_mtls_clientcert.header_name",
              "",
              {},
              {},
              TextForm::header_name},
    Attribute{"routing.http.request.x_amzn_mtls_clientcert_issuer.header_name",
              "",
              {},
              {},
              TextForm::header_name},
    Attribute{"routing.http.request.x_amzn_mtls_clientcert_leaf.header_name",
              "",
              {},
              {},
              TextForm::header_name},
    Attribute{"routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
              "",
              {},
              {},
              TextForm::header_name},
    Attribute{"routing.http.request.x_amzn_mtls_clientcert_subject.header_name",
              "",
              {},
              {},
              TextForm::header_name},
    Attribute{"routing.http.request.x_amzn_mtls_clientcert_validity.header_name",
              "",
              {},
              {},
              TextForm::header_name},
    Attribute{"routing.http.request.x_amzn_tls_cipher_suite.header_name",
              "",
              {},
              {},
              TextForm::header_name},
    Attribute{
        "routing.http.request.x_amzn_tls_version.header_name", "", {}, {}, TextForm::header_name},
    Attribute{"routing.http.response.access_control_allow_credentials.header_value", ""},
    Attribute{"routing.http.response.access_control_allow_headers.header_value", ""},
    Attribute{"routing.http.response.access_control_allow_methods.header_value", ""},
    Attribute{"routing.http.response.access_control_allow_origin.header_value", ""},
    Attribute{"routing.http.response.access_control_expose_headers.header_value", ""},
    Attribute{"routing.http.response.access_control_max_age.header_value", ""},
    Attribute{"routing.http.response.content_security_policy.header_value", ""},
    Attribute{"routing.http.response.server.enabled", "true", flag},
    Attribute{"routing.http.response.strict_transport_security.header_value", ""},
    Attribute{"routing.http.response.x_content_type_options.header_value", ""},
    Attribute{"routing.http.response.x_frame_options.header_value", ""},
};

const Attribute* find(AttributeTable table, std::string_view key) {
  const auto found = std::ranges::find(table, key, &Attribute::key);
  return found == table.end() ? nullptr : &*found;
}

/// AWS keeps the names that begin so for its own cookies.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
bool is_cookie_name(std::string_view text) { return is_token(text) && !text.starts_with("AWSALB"); }

bool is_of_form(TextForm form, std::string_view text) {
  switch (form) {
    case TextForm::any:
      break;
    case TextForm::header_name:
      return text.empty() || is_token(text);
    case TextForm::cookie_name:
      return text.empty() || is_cookie_name(text);
  }
  return is_header_value(text);
}

bool is_right(const Attribute& known, std::string_view value) {
  if (known.words.empty() && !known.range) return is_of_form(known.form, value);
  if (std::ranges::find(known.words, value) != known.words.end()) return true;
  const auto number = parse_number(value);
  return known.range && number && *number >= known.range->lowest && *number <= known.range->highest;
}

std::string list_of(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string wanted_text(TextForm form) {
  switch (form) {
    case TextForm::any:
      break;
    case TextForm::header_name:
      return "the name of a header";
    case TextForm::cookie_name:
      return "the name of a cookie and not begin with 'AWSALB'";
  }
  return "a text without control characters";
}

/// 'deregistration_delay.timeout_seconds' value 'x' must be between '0-3600' inclusive
std::string complaint(const Attribute& known, std::string_view value) {
  const std::string subject = quoted(known.key) + " value " + quoted(value) + " must be ";
  if (known.words.empty() && !known.range) return subject + wanted_text(known.form);
  if (!known.range) return subject + "one of [" + list_of(known.words) + "]";
  const std::string range =
      std::to_string(known.range->lowest) + "-" + std::to_string(known.range->highest);
  return subject + "between " + quoted(range) + " inclusive";
}

std::string_view in_group(const AttributeValues& values, std::string_view key) {
  return attribute(of_target_groups, values, key);
}

/// The words on cookies are AWS's:
/// https://github.com/terraform-aws-modules/terraform-aws-alb/issues/242 Those on algorithms are
/// drydock's, for rules of
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
Result<Done> check_group(const AttributeValues& values) {
  if (in_group(values, "stickiness.enabled") == "true" &&
      in_group(values, "stickiness.type") == "app_cookie" &&
      in_group(values, "stickiness.app_cookie.cookie_name").empty()) {
    return invalid_configuration(
        "You must set an application cookie name to enable stickiness of type 'app_cookie'");
  }
  const auto algorithm = in_group(values, "load_balancing.algorithm.type");
  if (in_group(values, "slow_start.duration_seconds") != "0" && algorithm != "round_robin") {
    return invalid_configuration("Slow start is not supported with the algorithm " +
                                 quoted(algorithm));
  }
  if (in_group(values, "load_balancing.algorithm.anomaly_mitigation") == "on" &&
      algorithm != "weighted_random") {
    return invalid_configuration("Anomaly mitigation is not supported with the algorithm " +
                                 quoted(algorithm));
  }
  return Done{};
}

/// Logs that go nowhere. The words are drydock's.
Result<Done> check_balancer(const AttributeValues& values) {
  for (const std::string logs : {"access_logs", "connection_logs", "health_check_logs"}) {
    if (attribute(of_load_balancers, values, logs + ".s3.enabled") == "true" &&
        attribute(of_load_balancers, values, logs + ".s3.bucket").empty()) {
      return invalid_configuration("You must set " + quoted(logs + ".s3.bucket") + " to enable " +
                                   quoted(logs + ".s3.enabled"));
    }
  }
  return Done{};
}

}  // namespace

AttributeTable load_balancer_attributes() { return of_load_balancers; }
AttributeTable target_group_attributes() { return of_target_groups; }
AttributeTable listener_attributes() { return of_listeners; }

std::string_view attribute(AttributeTable table, const AttributeValues& values,
                           std::string_view key) {
  const Attribute* known = find(table, key);
  if (known == nullptr) std::abort();
  const auto set = values.find(std::string(key));
  return set == values.end() ? known->default_value : std::string_view(set->second);
}

int number_attribute(AttributeTable table, const AttributeValues& values, std::string_view key,
                     int otherwise) {
  return parse_number(attribute(table, values, key)).value_or(otherwise);
}

bool flag_attribute(AttributeTable table, const AttributeValues& values, std::string_view key) {
  return attribute(table, values, key) == "true";
}

std::vector<std::pair<std::string, std::string>> all_attributes(AttributeTable table,
                                                                const AttributeValues& values) {
  std::vector<std::pair<std::string, std::string>> all;
  all.reserve(table.size());
  for (const Attribute& known : table) {
    all.emplace_back(known.key, attribute(table, values, known.key));
  }
  return all;
}

Result<Done> check_attribute(AttributeTable table, std::string_view owner, std::string_view key,
                             std::string_view value) {
  const Attribute* known = find(table, key);
  if (known == nullptr) {
    return validation_error(std::string(owner) + " attribute key " + quoted(key) +
                            " is not recognized");
  }
  if (!is_right(*known, value)) return validation_error(complaint(*known, value));
  return Done{};
}

Result<Done> check_attributes(AttributeTable table, const AttributeValues& values) {
  if (table.data() == of_target_groups.data()) return check_group(values);
  if (table.data() == of_load_balancers.data()) return check_balancer(values);
  return Done{};
}

void set_attribute(AttributeTable table, AttributeValues& values, std::string_view key,
                   std::string_view value) {
  const Attribute* known = find(table, key);
  if (known != nullptr && known->default_value == value) {
    values.erase(std::string(key));
  } else {
    values.insert_or_assign(std::string(key), std::string(value));
  }
}

}  // namespace drydock::elb
