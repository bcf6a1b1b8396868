#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "api/control/pages.h"
#include "emulator/base/result.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/login_tokens.h"
#include "emulator/ports/blob_store.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock::control {

/// Puts images that the engine has into ECR: `drydock import`. An engine with real images pushes
/// them here, as `docker push` would; of a simulated one's, which have no bytes, a manifest is made
/// that names them. Lives on the control thread.
class Importer {
 public:
  /// `registry` is where the engine finds drydock's registry: "localhost:4566".
  Importer(Store& store, BlobStore& blobs, Engine& engine, const ecr::LoginTokens& tokens,
           Clock& clock, IdSource& ids, std::string registry);

  /// The image's digest in ECR. RepositoryNotFoundException, or why the engine could not push.
  boost::asio::awaitable<Result<std::string>> import(World world, ImportRequest request);

 private:
  boost::asio::awaitable<Result<std::string>> describe(World world, ImportRequest request);
  boost::asio::awaitable<Result<ecr::Layer>> put_blob(World world, std::string repository,
                                                      std::string bytes);

  Store& store_;
  BlobStore& blobs_;
  Engine& engine_;
  const ecr::LoginTokens& tokens_;
  Clock& clock_;
  IdSource& ids_;
  std::string registry_;
};

}  // namespace drydock::control
