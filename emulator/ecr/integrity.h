#pragma once

#include <cstddef>
#include <string>

#include "emulator/base/result.h"
#include "emulator/ports/blob_store.h"
#include "emulator/store/store.h"

/// Whether what records tell of images is so: records may come from anywhere. Both take time, and
/// belong on another thread than the store's own where the store is large.
namespace drydock::ecr {

/// The layers whose bytes are not there, or not with the size that their records tell. Nobody can
/// pull an image that needs one.
struct MissingLayers {
  std::size_t count = 0;
  std::string first;  ///< "shop@sha256:…"
};
MissingLayers missing_layers(const Store& store, const BlobStore& blobs);

/// An error that names an image whose manifest has another digest than its record tells.
Result<Done> check_manifests(const Store& store);

}  // namespace drydock::ecr
