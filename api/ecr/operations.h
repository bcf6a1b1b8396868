#pragma once

#include <string>

#include "api/aws/service_table.h"
#include "api/ecr/authorization.h"
#include "api/ecr/layers.h"
#include "api/ecr/repositories.h"

namespace drydock::ecr::api {

/// The handlers that need more than their call's Context. `authority` is where the registry is
/// reached, "localhost:4566"; it may be set later, before the first call.
struct Handlers {
  Handlers(BlobStore& blobs, LayerUploads& uploads, const LoginTokens& tokens,
           const std::string& authority)
      : repositories(authority),
        authorization(tokens, authority),
        layers(blobs, uploads, tokens, authority) {}

  Repositories repositories;
  Authorization authorization;
  Layers layers;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::ecr::api
