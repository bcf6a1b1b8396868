#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>
#include <utility>

#include "api/aws/service_table.h"
#include "api/ecr/authorization.h"
#include "api/ecr/images.h"
#include "api/ecr/layers.h"
#include "api/ecr/repositories.h"

namespace drydock::ecr::api {

/// The handlers that need more than their call's Context. `authority` is where the registry is
/// reached, "localhost:4566"; it may be set later, before the first call. `workers` is where large
/// manifests are read, so that nobody waits for it.
struct Handlers {
  Handlers(BlobStore& blobs, LayerUploads& uploads, const LoginTokens& tokens,
           const std::string& authority, boost::asio::any_io_executor workers)
      : repositories(authority),
        authorization(tokens, authority),
        layers(blobs, uploads, tokens, authority),
        images(std::move(workers)) {}

  Repositories repositories;
  Authorization authorization;
  Layers layers;
  Images images;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::ecr::api
