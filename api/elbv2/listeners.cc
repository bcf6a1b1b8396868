#include "api/elbv2/listeners.h"

#include <algorithm>

#include "api/elbv2/description.h"
#include "api/elbv2/forwards.h"
#include "api/elbv2/lookup.h"
#include "api/elbv2/tags.h"
#include "emulator/base/take.h"
#include "emulator/elb/action_rules.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/new_records.h"
#include "model/elbv2/common.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb::api {
namespace {

using model::elbv2::ProtocolEnum;

constexpr std::size_t listeners_max = 50;

Result<Done> check_protocol(ProtocolEnum protocol) {
  if (protocol == ProtocolEnum::http) return Done{};
  if (protocol == ProtocolEnum::https) {
    return aws::Error(model::elbv2::error::unsupported_protocol_exception,
                      "drydock does not serve HTTPS listeners yet");
  }
  return validation_error("Listener protocol '" + std::string(model::to_text(protocol)) +
                          "' must be one of 'HTTPS, HTTP'");
}

const Listener* find_on_port(const aws::Context& context, const std::string& load_balancer_arn,
                             int port) {
  const auto listeners = context.store.table<Listener>(context.world).indexed(load_balancer_arn);
  const auto found = std::ranges::find(listeners, port, &Listener::port);
  return found == listeners.end() ? nullptr : *found;
}

aws::Error port_taken() {
  return {model::elbv2::error::duplicate_listener_exception,
          "A listener with the specified port already exists."};
}

/// What only listeners of HTTPS or TLS have. The words on certificates and policies are AWS's, as
/// people quote them; the others are drydock's in their frame.
template <class Request>
Result<Done> check_https_members(const Request& request) {
  const auto refused = [](std::string_view what) {
    return validation_error(std::string(what) + " cannot be specified for HTTP listeners");
  };
  if (request.certificates && !request.certificates->empty()) return refused("A certificate");
  if (request.ssl_policy) return refused("An SSL policy");
  if (request.alpn_policy && !request.alpn_policy->empty()) return refused("An ALPN policy");
  if (request.mutual_authentication &&
      request.mutual_authentication->mode.value_or("off") != "off") {
    return refused("Mutual authentication");
  }
  return Done{};
}

Result<Done> check(const aws::Context& context, const model::elbv2::CreateListenerInput& request) {
  if (!request.port) return validation_error("A listener port must be specified");
  if (!request.protocol) return validation_error("A listener protocol must be specified");
  if (const auto protocol = check_protocol(*request.protocol); !protocol) return protocol;
  if (const auto secrets = check_https_members(request); !secrets) return secrets;
  if (const auto tags = check_tags(request.tags); !tags) return tags;
  return check_actions(context, request.load_balancer_arn, *request.port, request.default_actions);
}

Result<const Listener*> put_listener(aws::Context& context,
                                     const model::elbv2::CreateListenerInput& request) {
  const auto& siblings =
      context.store.table<Listener>(context.world).indexed(request.load_balancer_arn);
  if (siblings.size() >= listeners_max) {
    return aws::Error(model::elbv2::error::too_many_listeners_exception,
                      "The maximum number of listeners for a load balancer is '50'");
  }
  Listener made;
  made.arn = new_listener_arn(request.load_balancer_arn, context.ids);
  made.load_balancer_arn = request.load_balancer_arn;
  made.port = *request.port;
  made.protocol = *request.protocol;
  made.default_actions = complete(request.default_actions);
  made.tags = tags_from(request.tags);
  return &context.store.put(context.world, std::move(made));
}

Result<std::vector<const Listener*>> named(const aws::Context& context,
                                           const model::elbv2::DescribeListenersInput& request) {
  const bool names_some = request.listener_arns && !request.listener_arns->empty();
  if (request.load_balancer_arn && names_some) {
    return validation_error(
        "Listener ARNs and a load balancer ARN cannot be specified at the same time");
  }
  if (request.load_balancer_arn) {
    const auto load_balancer = find_load_balancer(context, *request.load_balancer_arn);
    if (!load_balancer) return load_balancer.error();
    return context.store.table<Listener>(context.world).indexed(*request.load_balancer_arn);
  }
  if (!names_some) {
    return validation_error("You must specify either listener ARNs or a load balancer ARN");
  }
  std::vector<const Listener*> found;
  for (const std::string& arn : *request.listener_arns) {
    const auto listener = find_listener(context, arn);
    if (!listener) return listener.error();
    found.push_back(*listener);
  }
  std::ranges::sort(found, {}, [](const Listener* listener) { return listener->arn; });
  return found;
}

}  // namespace

Result<model::elbv2::CreateListenerOutput> create_listener(
    aws::Context& context, const model::elbv2::CreateListenerInput& request) {
  const auto load_balancer = find_load_balancer(context, request.load_balancer_arn);
  if (!load_balancer) return load_balancer.error();
  if (const auto checked = check(context, request); !checked) return checked.error();
  const Listener* kept = find_on_port(context, request.load_balancer_arn, *request.port);
  if (kept != nullptr && (kept->protocol != *request.protocol ||
                          kept->default_actions != complete(request.default_actions))) {
    return port_taken();
  }
  if (kept == nullptr) {
    const auto made = put_listener(context, request);
    if (!made) return made.error();
    kept = *made;
  }
  model::elbv2::CreateListenerOutput output;
  output.listeners.emplace().push_back(describe(*kept));
  return output;
}

Result<model::elbv2::DescribeListenersOutput> describe_listeners(
    aws::Context& context, const model::elbv2::DescribeListenersInput& request) {
  auto found = named(context, request);
  if (!found) return found.error();
  auto page = page_of(*std::move(found), page_request(context, request, request.load_balancer_arn));
  if (!page) return page.error();
  model::elbv2::DescribeListenersOutput output;
  output.listeners.emplace();
  for (const Listener* listener : page->items) output.listeners->push_back(describe(*listener));
  output.next_marker = std::move(page->next_token);
  return output;
}

Result<model::elbv2::ModifyListenerOutput> modify_listener(
    aws::Context& context, const model::elbv2::ModifyListenerInput& request) {
  const auto found = find_listener(context, request.listener_arn);
  if (!found) return found.error();
  Listener changed = **found;
  // What this machine had for another port says nothing of this one.
  if (request.port && *request.port != changed.port) changed.bound_port = 0;
  take(request.port, changed.port);
  take(request.protocol, changed.protocol);
  if (const auto protocol = check_protocol(changed.protocol); !protocol) return protocol.error();
  if (const auto secrets = check_https_members(request); !secrets) return secrets.error();
  const Listener* other = find_on_port(context, changed.load_balancer_arn, changed.port);
  if (other != nullptr && other->arn != changed.arn) return port_taken();
  // The old actions, too: on another port a redirect that was right may lead back to itself.
  auto actions = request.default_actions.value_or(changed.default_actions);
  const auto checked = check_actions(context, changed.load_balancer_arn, changed.port, actions);
  if (!checked) return checked.error();
  changed.default_actions = complete(std::move(actions));
  const Listener& kept = context.store.put(context.world, std::move(changed));
  model::elbv2::ModifyListenerOutput output;
  output.listeners.emplace().push_back(describe(kept));
  return output;
}

Result<model::elbv2::DeleteListenerOutput> delete_listener(
    aws::Context& context, const model::elbv2::DeleteListenerInput& request) {
  const auto found = find_listener(context, request.listener_arn);
  if (!found) return found.error();
  std::vector<std::string> rules;
  for (const Rule* rule : rules_of(context, request.listener_arn)) rules.push_back(rule->arn);
  for (const std::string& arn : rules) context.store.erase<Rule>(context.world, arn);
  context.store.erase<Listener>(context.world, request.listener_arn);
  return model::elbv2::DeleteListenerOutput{};
}

}  // namespace drydock::elb::api
