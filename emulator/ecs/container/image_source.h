#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "emulator/base/world.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

/// Where the engine finds drydock's own registry.
struct RegistryAddress {
  std::string host = "localhost";
  int port = 4566;

  /// "localhost:4566"
  [[nodiscard]] std::string text() const { return host + ":" + std::to_string(port); }
};

/// The parts of an image's name, `[registry/]repository[:tag][@digest]`.
/// https://github.com/distribution/reference/blob/main/reference.go
struct ImageReference {
  std::string registry;  ///< Empty where none is named: Docker Hub's.
  std::string repository;
  std::string tag;     ///< "latest" where neither tag nor digest is named.
  std::string digest;  ///< "sha256:…" or empty.

  friend bool operator==(const ImageReference&, const ImageReference&) = default;
};
ImageReference parse_image_reference(std::string_view text);

/// An image that drydock's own registry has.
struct OwnImage {
  World world;                   ///< Whose registry.
  std::string reference;         ///< By which the engine pulls it: "localhost:4566/shop:v1".
  std::string digest_reference;  ///< What no push can change: "localhost:4566/shop@sha256:…".
  std::string digest;
  bool tag_moved = false;  ///< The tag in `reference` means another image by now, or none.

  friend bool operator==(const OwnImage&, const OwnImage&) = default;
};
/// An image that drydock's own registry should have and does not.
struct MissingImage {
  std::string reason;  ///< "CannotPullContainerError: …", as the engine would say it.

  friend bool operator==(const MissingImage&, const MissingImage&) = default;
};
/// An image of another registry.
struct ForeignImage {
  friend bool operator==(const ForeignImage&, const ForeignImage&) = default;
};
using ImageSource = std::variant<OwnImage, MissingImage, ForeignImage>;

/// Where a task of this world gets an image from. drydock's registry goes by `registry`, by any
/// name of this machine with its port, and by ECR's own names,
/// `<account>.dkr.ecr.<region>.<any domain>`. With a `digest` it is that image of the repository,
/// whatever the tag means now; another registry's is nobody's to say.
ImageSource find_image(const Store& store, const World& world, const RegistryAddress& registry,
                       std::string_view reference,
                       const std::optional<std::string>& digest = std::nullopt);

}  // namespace drydock::ecs
