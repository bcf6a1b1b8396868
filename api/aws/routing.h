#pragma once

#include <optional>
#include <string_view>

#include "api/aws/form.h"
#include "api/aws/protocol.h"
#include "api/aws/request.h"
#include "api/aws/sigv4.h"
#include "emulator/base/result.h"
#include "emulator/model/service.h"

namespace drydock::aws {

/// What a request asks for, as far as it says.
struct Route {
  const WireProtocol* protocol = nullptr;        ///< What the client speaks, and is answered in.
  const model::ServiceModel* service = nullptr;  ///< Null where none can be made out.
  const model::OperationModel* operation = nullptr;  ///< Null for a request in error.
  std::string_view asked;  ///< The operation as the request has it, also where there is none such.
  std::optional<Signature> signature;
  Error signature_error;     ///< Why there is none, though the request has something like one.
  std::optional<Form> form;  ///< Of a query request: its body, or the target's query string.
  Error error;               ///< Why there is no operation.
};

/// Finds service and operation: by the path of Smithy's RPC v2; by X-Amz-Target; by Action and
/// Version of a form or a query string; else by the credential scope, then by the Host. The views
/// look into the request, or into `form`.
Route route(const Request& request);

/// The operation that a request's header names, by its X-Amz-Target or its path, or null.
const model::OperationModel* named_operation(std::string_view amz_target, std::string_view path);

/// The service that "ecs.us-east-1.amazonaws.com", "api.ecr.eu-west-1.localhost:4566" or
/// "sts.local" names, or null.
const model::ServiceModel* service_of_host(std::string_view host);

/// The region in such a host's name, or nothing.
std::optional<std::string_view> region_of_host(std::string_view host);

/// The region that a call is for: the signature's, else the host's, or nothing.
std::optional<std::string_view> region_of(const Route& route, const Request& request);

}  // namespace drydock::aws
