#include "emulator/ecr/integrity.h"

#include "emulator/ecr/digest.h"
#include "emulator/ecr/errors.h"
#include "emulator/ecr/image.h"

namespace drydock::ecr {

MissingLayers missing_layers(const Store& store, const BlobStore& blobs) {
  MissingLayers missing;
  for (const World& world : store.worlds()) {
    for (const auto& [key, layer] : store.table<Layer>(world).rows()) {
      if (blobs.size(layer.digest) == layer.size_bytes) continue;
      if (missing.count++ == 0) missing.first = key;
    }
  }
  return missing;
}

Result<Done> check_manifests(const Store& store) {
  for (const World& world : store.worlds()) {
    for (const auto& [key, image] : store.table<Image>(world).rows()) {
      const std::string digest = Digest::of(image.manifest).text();
      if (digest == image.digest) continue;
      return invalid_parameter("image", "the manifest of " + key + " has the digest " + digest);
    }
  }
  return Done{};
}

}  // namespace drydock::ecr
