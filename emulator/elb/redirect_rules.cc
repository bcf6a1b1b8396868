#include "emulator/elb/redirect_rules.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "emulator/base/number.h"
#include "emulator/elb/errors.h"
#include "emulator/elb/header_text.h"

namespace drydock::elb {
namespace {

using Placeholders = std::initializer_list<std::string_view>;

/// The text without its placeholders. Nothing if one is not of `allowed`, stands twice or does not
/// end.
std::optional<std::string> plain_text(std::string_view text, Placeholders allowed) {
  std::string plain;
  std::set<std::string_view> seen;
  while (!text.empty()) {
    const auto begin = text.find("#{");
    plain += text.substr(0, begin);
    if (begin == std::string_view::npos) break;
    const auto end = text.find('}', begin);
    if (end == std::string_view::npos) return std::nullopt;
    const auto placeholder = text.substr(begin, end + 1 - begin);
    const bool known = std::ranges::find(allowed, placeholder) != allowed.end();
    if (!known || !seen.insert(placeholder).second) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  return plain;
}

bool is_port(std::string_view text) { return text == "#{port}" || parse_port(text).has_value(); }

bool is_host(std::string_view text) {
  const auto plain = plain_text(text, {"#{host}"});
  return plain && std::ranges::all_of(*plain, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.';
         });
}

bool is_path(std::string_view text) {
  const auto plain = plain_text(text, {"#{path}", "#{host}", "#{port}"});
  return plain && text.starts_with('/') && is_visible(*plain) &&
         plain->find_first_of("?#") == std::string::npos;
}

bool is_query(std::string_view text) {
  const auto plain = plain_text(text, {"#{protocol}", "#{host}", "#{port}", "#{path}", "#{query}"});
  return plain && is_visible(*plain) && plain->find('#') == std::string::npos;
}

/// A path that has the old one in it counts as kept, whatever stands around: a client that follows
/// would come back with a longer one each time.
/// https://github.com/kubernetes-sigs/aws-load-balancer-controller (HTTPRoute, ReplacePrefixMatch)
bool keeps_path(std::string_view path) { return path.find("#{path}") != std::string_view::npos; }

bool leads_back(const model::elbv2::RedirectActionConfig& config, int port) {
  const std::string wanted_protocol = config.protocol.value_or("#{protocol}");
  const std::string wanted_port = config.port.value_or("#{port}");
  return (wanted_protocol == "#{protocol}" || wanted_protocol == "HTTP") &&
         (wanted_port == "#{port}" || parse_port(wanted_port) == port) &&
         config.host.value_or("#{host}") == "#{host}" &&
         keeps_path(config.path.value_or("/#{path}"));
}

}  // namespace

// The words on the path are AWS's (https://github.com/aws/aws-cdk/issues/31201); those on port,
// host and query are drydock's in the same frame. The model holds the protocol to its pattern.
Result<Done> check_redirect(const model::elbv2::RedirectActionConfig& config, int port) {
  if (config.port && !is_port(*config.port)) {
    return invalid_action(
        "The Port parameter must be a valid port, from '1' to '65535', or the placeholder "
        "'#{port}'.");
  }
  if (config.host && !is_host(*config.host)) {
    return invalid_action(
        "The Host parameter must be a valid host name, and may contain up to one of this "
        "placeholder: '#{host}'.");
  }
  if (config.path && !is_path(*config.path)) {
    return invalid_action(
        "The Path parameter must be a valid path, should start with a '/', and may contain up to "
        "one of each of these placeholders: '#{path}', '#{host}', '#{port}'.");
  }
  if (config.query && !is_query(*config.query)) {
    return invalid_action(
        "The Query parameter must be a valid query, and may contain up to one of each of these "
        "placeholders: '#{protocol}', '#{host}', '#{port}', '#{path}', '#{query}'.");
  }
  if (leads_back(config, port)) {
    return invalid_action(
        "The redirect configuration is not valid because it creates a loop. At least one of "
        "protocol, port, host or path must be changed.");
  }
  return Done{};
}

}  // namespace drydock::elb
