#include "api/archive/contents.h"

#include <map>
#include <utility>

#include "api/archive/error.h"
#include "emulator/base/tar.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_layout.h"
#include "emulator/ecr/integrity.h"

namespace drydock::archive {
namespace layout = ecr::image_layout;

Result<Done> Contents::fill(std::string state, const BlobStore& blobs) {
  state_ = std::move(state);
  const Result<Done> read = store_.load_json(state_);
  if (!read) return read.error();
  // A digest becomes a file's name.
  const Result<Done> manifests = ecr::check_manifests(store_);
  if (!manifests) return manifests.error();
  const ecr::MissingLayers missing = ecr::missing_layers(store_, blobs);
  if (missing.count > 0) {
    return refused(std::to_string(missing.count) + " layers are not here (" + missing.first +
                   " first): push their images again, or export without images.");
  }
  index_ = layout::index_text(store_);
  add_text(layout::version_name, layout::version_text);
  add_text(layout::index_name, index_);
  add_text(state_name, state_);
  add_blobs();
  return Done{};
}

void Contents::add_text(std::string_view name, std::string_view text) {
  parts_.push_back({.name = std::string(name), .size = text.size(), .text = text, .blob = {}});
}

/// Each once, whosever it is.
void Contents::add_blobs() {
  std::map<std::string, Part> blobs;
  for (const World& world : store_.worlds()) {
    for (const auto& [key, image] : store_.table<ecr::Image>(world).rows()) {
      std::string name = layout::blob_name(image.digest);
      Part part{.name = name, .size = image.manifest.size(), .text = image.manifest, .blob = {}};
      blobs.emplace(std::move(name), std::move(part));
    }
    for (const auto& [key, layer] : store_.table<ecr::Layer>(world).rows()) {
      std::string name = layout::blob_name(layer.digest);
      Part part{.name = name, .size = layer.size_bytes, .text = {}, .blob = layer.digest};
      blobs.emplace(std::move(name), std::move(part));
    }
  }
  for (auto& [name, part] : blobs) parts_.push_back(std::move(part));
}

std::uint64_t Contents::size() const {
  std::uint64_t size = tar::emptiness.size();
  for (const Part& part : parts_) size += tar::stored_size(part.size);
  return size;
}

}  // namespace drydock::archive
