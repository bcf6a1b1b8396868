#include "api/aws/routing.h"

#include <algorithm>
#include <string>
#include <utility>

#include "api/aws/error_reply.h"

namespace drydock::aws {
namespace {

using model::Protocol;
using model::ServiceModel;

template <class Predicate>
const ServiceModel* find_service(Predicate predicate) {
  const auto all = model::services();
  const auto at = std::ranges::find_if(all, predicate);
  return at == all.end() ? nullptr : *at;
}

bool speaks_forms(const ServiceModel& service) {
  return std::ranges::any_of(service.protocols, model::is_form);
}

const ServiceModel* service_of_target(Protocol protocol, std::string_view prefix) {
  return find_service([&](const ServiceModel* service) {
    return speaks(*service, protocol) && service->target_prefix == prefix;
  });
}

const ServiceModel* service_of_version(std::string_view version) {
  return find_service([&](const ServiceModel* service) {
    return speaks_forms(*service) && service->api_version == version;
  });
}

const ServiceModel* service_of_scope(std::string_view signing_name) {
  return find_service(
      [&](const ServiceModel* service) { return service->signing_name == signing_name; });
}

const ServiceModel* service_of_caller(const Request& request,
                                      const std::optional<Signature>& signature) {
  const ServiceModel* service = signature ? service_of_scope(signature->service) : nullptr;
  return service != nullptr ? service : service_of_host(request.host);
}

std::string scope_text(const std::optional<Signature>& signature) {
  return signature ? ", signed for '" + std::string(signature->service) + "'" : "";
}

/// What names an operation: "AmazonEC2ContainerServiceV20141113" and "ListClusters".
struct Target {
  std::string_view prefix;
  std::string_view operation;
};

/// The parts of an X-Amz-Target, which a dot stands between.
Target target_of(std::string_view amz_target) {
  const auto dot = amz_target.rfind('.');
  if (dot == std::string_view::npos) return {amz_target, ""};
  return {amz_target.substr(0, dot), amz_target.substr(dot + 1)};
}

// Takes what follows the last slash off the end of the path.
std::string_view take_segment(std::string_view& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  const auto segment = path.substr(slash + 1);
  path = path.substr(0, slash);
  return segment;
}

/// The parts of a path that ends in "/service/GraniteServiceVersion20100801/operation/ListMetrics";
/// before the service's name may stand its namespace. Nothing for any other path.
std::optional<Target> target_of_path(std::string_view path) {
  path = path.substr(0, path.find('?'));
  const auto operation = take_segment(path);
  const bool names_operation = take_segment(path) == "operation";
  const auto service = take_segment(path);
  if (!names_operation || take_segment(path) != "service") return std::nullopt;
  return Target{service.substr(service.rfind('.') + 1), operation};
}

bool is_media_type(std::string_view header, std::string_view type) {
  return header.substr(0, header.find(';')) == type;
}

// The version that the client says it speaks; where it says none, the service's own.
const WireProtocol& json_spoken(const Request& request, const ServiceModel* service) {
  constexpr std::string_view prefix = "application/x-amz-json-";
  if (request.content_type.starts_with(prefix)) {
    return json_protocol(request.content_type.substr(prefix.size(), 3));
  }
  return json_protocol(service == nullptr ? "" : service->json_version);
}

const WireProtocol& form_spoken(const ServiceModel* service) {
  const bool dialect = service != nullptr && speaks(*service, Protocol::ec2);
  return dialect ? ec2_protocol() : query_protocol();
}

Error unknown_operation(const ServiceModel& service, std::string_view name) {
  return {error::unknown_operation_exception,
          std::string(service.name) + " has no operation '" + std::string(name) + "'."};
}

void route_json(const Request& request, Route& found) {
  const Target target = target_of(request.amz_target);
  found.service = service_of_target(Protocol::json, target.prefix);
  found.protocol = &json_spoken(request, found.service);
  if (found.service == nullptr) {
    found.asked = request.amz_target;
    found.error =
        Error(error::unknown_operation_exception, "drydock emulates no service with the target '" +
                                                      std::string(request.amz_target) + "'" +
                                                      scope_text(found.signature) + ".");
    return;
  }
  found.asked = target.operation;
  found.operation = model::find_operation(*found.service, target.operation);
  if (found.operation == nullptr) {
    found.error = unknown_operation(*found.service, found.asked);
  }
}

/// What is wrong with the headers of a request of RPC v2; an error without a code for nothing.
/// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html#requests
Error refuse_headers(const Request& request) {
  if (!request.amz_target.empty()) {
    return {error::serialization_exception, "A request of RPC v2 must not have an X-Amz-Target."};
  }
  if (request.smithy_protocol != rpc_v2_cbor || request.method != "POST") {
    return {error::unknown_operation_exception,
            "drydock takes a POST with the header smithy-protocol: rpc-v2-cbor here."};
  }
  const bool bare = request.body.empty() && request.content_type.empty();
  if (!bare && !is_media_type(request.content_type, cbor_protocol().content_type())) {
    return {error::unsupported_media_type_exception, "The body must be application/cbor."};
  }
  const bool accepts = request.accept.empty() ||
                       request.accept.find("*/*") != request.accept.npos ||
                       request.accept.find("application/cbor") != request.accept.npos;
  if (!accepts) {
    return {error::not_acceptable_exception, "The answer can be nothing but application/cbor."};
  }
  return {};
}

void route_cbor(const Request& request, const std::optional<Target>& target, Route& found) {
  found.protocol = &cbor_protocol();
  if (target) {
    found.service = service_of_target(Protocol::cbor, target->prefix);
    found.asked = target->operation;
  }
  found.error = refuse_headers(request);
  if (!found.error.code().empty()) return;
  if (found.service == nullptr) {
    found.error = Error(error::unknown_operation_exception,
                        "drydock emulates no service that speaks rpc-v2-cbor at this path" +
                            scope_text(found.signature) + ".");
    return;
  }
  found.operation = model::find_operation(*found.service, target->operation);
  if (found.operation == nullptr) found.error = unknown_operation(*found.service, found.asked);
}

void keep(Result<Signature> read, std::string_view session_token, Route& found) {
  if (!read) {
    found.signature_error = read.error();
    return;
  }
  found.signature = *std::move(read);
  found.signature->session_token = session_token;
}

// A presigned request has its credential scope among its parameters.
void read_presigned(Route& found) {
  const auto credential = found.form->find("X-Amz-Credential");
  if (found.signature || !credential) return;
  keep(parse_credential(*credential), found.form->find("X-Amz-Security-Token").value_or(""), found);
  if (!found.signature) return;
  found.signature->signed_headers = found.form->find("X-Amz-SignedHeaders").value_or("");
  found.signature->signature = found.form->find("X-Amz-Signature").value_or("");
}

void route_query(const Request& request, Route& found) {
  const auto action = found.form->find("Action");
  const auto version = found.form->find("Version");
  found.asked = action.value_or("");
  if (version) found.service = service_of_version(*version);
  // Without a known version only the caller's own words tell whose action this is.
  if (found.service == nullptr) found.service = service_of_caller(request, found.signature);
  found.protocol = &form_spoken(found.service);
  if (!action) {
    found.error = Error(error::missing_action,
                        "The request names no action: it has neither "
                        "X-Amz-Target nor the parameter Action.");
    return;
  }
  if (found.service == nullptr || !speaks_forms(*found.service)) {
    found.error = Error(error::invalid_action, "drydock emulates no service with the action '" +
                                                   std::string(*action) + "' of version '" +
                                                   std::string(version.value_or("")) + "'" +
                                                   scope_text(found.signature) + ".");
    return;
  }
  found.operation = model::find_operation(*found.service, *action);
  if (found.operation == nullptr) {
    found.error =
        Error(error::invalid_action, "Could not find operation " + std::string(*action) +
                                         " for version " + std::string(found.service->api_version));
  }
}

std::string_view form_text(const Request& request) {
  if (!request.body.empty()) return request.body;
  const auto question = request.target.find('?');
  return question == std::string_view::npos ? std::string_view()
                                            : request.target.substr(question + 1);
}

std::string_view without_port(std::string_view host) {
  return host.starts_with('[') ? std::string_view() : host.substr(0, host.find(':'));
}

}  // namespace

Route route(const Request& request) {
  Route found;
  if (!request.authorization.empty()) {
    keep(parse_authorization(request.authorization), request.security_token, found);
  }
  const auto target = target_of_path(request.target);
  if (target || !request.smithy_protocol.empty()) {
    route_cbor(request, target, found);
    return found;
  }
  if (!request.amz_target.empty()) {
    route_json(request, found);
    return found;
  }
  if (request.content_type.starts_with("application/x-amz-json")) {
    found.service = service_of_caller(request, found.signature);
    found.protocol = &json_spoken(request, found.service);
    found.error = Error(error::unknown_operation_exception,
                        "The request names no operation: it has no X-Amz-Target.");
    return found;
  }
  auto form = Form::parse(form_text(request));
  if (!form) {
    found.service = service_of_caller(request, found.signature);
    found.protocol = &form_spoken(found.service);
    found.error = form.error();
    return found;
  }
  found.form = std::move(*form);
  read_presigned(found);
  route_query(request, found);
  return found;
}

const model::OperationModel* named_operation(std::string_view amz_target, std::string_view path) {
  const auto by_path = target_of_path(path);
  const Target target = by_path ? *by_path : target_of(amz_target);
  const auto protocol = by_path ? Protocol::cbor : Protocol::json;
  const ServiceModel* service = service_of_target(protocol, target.prefix);
  return service == nullptr ? nullptr : model::find_operation(*service, target.operation);
}

const ServiceModel* service_of_host(std::string_view host) {
  const std::string_view name = without_port(host);
  return find_service([&](const ServiceModel* service) {
    return name.starts_with(service->endpoint_prefix) &&
           name.substr(service->endpoint_prefix.size()).starts_with('.');
  });
}

std::optional<std::string_view> region_of_host(std::string_view host) {
  const ServiceModel* service = service_of_host(host);
  if (service == nullptr) return std::nullopt;
  const auto rest = without_port(host).substr(service->endpoint_prefix.size() + 1);
  const auto label = rest.substr(0, rest.find('.'));
  // "sts.amazonaws.com" names no region; every region has two dashes, as "us-east-1".
  if (std::ranges::count(label, '-') < 2) return std::nullopt;
  return label;
}

std::optional<std::string_view> region_of(const Route& route, const Request& request) {
  if (route.signature && !route.signature->region.empty()) return route.signature->region;
  return region_of_host(request.host);
}

}  // namespace drydock::aws
