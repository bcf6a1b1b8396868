#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/store/store.h"

/// Images as an OCI image layout, the form in which tools hand them on as files:
///
///     oci-layout              what this is
///     index.json              the manifests, with the names of their images
///     blobs/sha256/<64 hex>   manifests, configurations and layers
///
/// https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
namespace drydock::ecr::image_layout {

inline constexpr std::string_view version_name = "oci-layout";
inline constexpr std::string_view index_name = "index.json";

/// What stands in `oci-layout`.
inline constexpr std::string_view version_text = R"({"imageLayoutVersion":"1.0.0"})";

/// What stands in `index.json` for the images of a store. Each is there once for each of its tags,
/// "A.dkr.ecr.R.amazonaws.com/shop:v1", or, where it has none, by its digest.
std::string index_text(const Store& store);

/// The name of a blob's file.
std::string blob_name(std::string_view digest);
/// The digest of the blob whose file is called so; nothing for another file.
std::optional<std::string> digest_in(std::string_view name);

}  // namespace drydock::ecr::image_layout
