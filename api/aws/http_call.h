#pragma once

#include "api/aws/request.h"
#include "api/http/connection.h"
#include "api/http/server.h"

namespace drydock::aws {

/// What of an HTTP call the AWS protocols look at. The views hold as long as the call.
Request request_of(const http::Call& call);

/// The response as the HTTP server sends it.
http::Answer answer_of(Response response);

}  // namespace drydock::aws
