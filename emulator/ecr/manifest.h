#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace drydock::ecr {

namespace media_type {
inline constexpr std::string_view docker_manifest =
    "application/vnd.docker.distribution.manifest.v2+json";
inline constexpr std::string_view docker_manifest_list =
    "application/vnd.docker.distribution.manifest.list.v2+json";
inline constexpr std::string_view oci_manifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view oci_index = "application/vnd.oci.image.index.v1+json";
}  // namespace media_type

/// How many layers, and how many manifests, a manifest may name: drydock's own bound, many times
/// what docker builds (127) and what artifacts have.
constexpr std::size_t most_descriptors = 1000;

/// What a manifest says of a blob or of another manifest.
/// https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md
struct Descriptor {
  std::string media_type;
  std::string digest;
  std::uint64_t size_bytes = 0;

  /// Whether its bytes are fetched from elsewhere, so that no registry need have them: the base
  /// layers of Windows, which may not be handed on.
  [[nodiscard]] bool is_foreign() const;
};

/// What drydock reads of an image's manifest, or of an index (a Docker manifest list) of such.
/// https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md
struct Manifest {
  std::string media_type;
  std::optional<Descriptor> config;   ///< Of an image.
  std::vector<Descriptor> layers;     ///< Of an image, the base first.
  std::vector<Descriptor> manifests;  ///< Of an index.
  std::optional<Descriptor> subject;  ///< The manifest that this one says something about.
  std::optional<std::string> artifact_type;
  std::map<std::string, std::string> annotations;

  /// The blobs that must be there before the manifest is: configuration and layers.
  [[nodiscard]] std::vector<Descriptor> blobs() const;
  /// What kind of artifact this is: what it says, or else its configuration's media type.
  [[nodiscard]] std::optional<std::string> kind() const;
};

/// Reads a manifest of one of the four media types above. `given_type` is what the client said
/// beside it; it may be absent where the manifest says it itself, and else must agree. The error is
/// InvalidParameterException.
Result<Manifest> read_manifest(std::string_view json, const std::optional<std::string>& given_type);

}  // namespace drydock::ecr
