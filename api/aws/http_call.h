#pragma once

#include <cstddef>

#include "api/aws/request.h"
#include "api/http/connection.h"
#include "api/http/server.h"

namespace drydock::aws {

/// What of an HTTP call the AWS protocols look at. The views hold as long as the call.
Request request_of(const http::Call& call);

/// How long the body of such a request may be, in bytes: what the operation's model says.
std::size_t body_limit(const http::RequestHeader& request);

/// The response as the HTTP server sends it.
http::Answer answer_of(Response response);

}  // namespace drydock::aws
