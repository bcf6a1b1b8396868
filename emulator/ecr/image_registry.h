#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecr/image.h"
#include "emulator/ports/blob_store.h"
#include "emulator/store/store.h"
#include "model/ecr.h"

/// What a registry does to its repositories, whichever way it was asked: /v2/ and the ECR API end
/// here. Each function decides and changes in one step on the control thread. Pointers that are
/// returned hold until the store's next change.
namespace drydock::ecr {

using model::ecr::ImageFailure;
using model::ecr::ImageIdentifier;

/// The repository, or RepositoryNotFoundException.
Result<const Repository*> get_repository(const Store& store, const World& world,
                                         std::string_view name);

/// Takes the repository away with its images and layers.
void erase_repository(Store& store, const World& world, const std::string& name);

/// A manifest on its way into a repository.
struct ImageToPut {
  std::string repository;
  std::string manifest;                   ///< Kept byte for byte.
  std::optional<std::string> media_type;  ///< What the client says it is.
  std::optional<std::string> tag;
  std::optional<std::string> digest;  ///< What the client says it must be.
};

/// Makes an image of the manifest, or gives one that is there the tag, which leaves the image that
/// it pointed to unless it is immutable. All that the manifest names must be there first. Errors:
/// RepositoryNotFound, InvalidParameter, ImageDigestDoesNotMatch, LayersNotFound,
/// ReferencedImagesNotFound, ImageAlreadyExists, ImageTagAlreadyExists.
Result<const Image*> put_image(Store& store, const World& world, const ImageToPut& put,
                               TimePoint now);

/// The image that a tag points to, or null.
const Image* find_tagged(const Store& store, const World& world, std::string_view repository,
                         std::string_view tag);

/// An image that names this blob or manifest, or null.
const Image* find_user(const Store& store, const World& world, std::string_view repository,
                       std::string_view digest);

/// The image with this digest, this tag, or both; else why there is none.
std::variant<const Image*, ImageFailure> look_up(const Store& store, const World& world,
                                                 std::string_view repository,
                                                 const ImageIdentifier& id);

struct DeletedImages {
  std::vector<ImageIdentifier> ids;  ///< One for each tag that went, or for an untagged image.
  std::vector<ImageFailure> failures;
};

/// Deletes images by digest with all their tags, or tags with the image when it was the last. An
/// image takes along what says something about it (its referrers), and the layers that no other
/// image of the repository needs. A manifest that an index names stays, and is a failure.
DeletedImages delete_images(Store& store, const World& world, const std::string& repository,
                            const std::vector<ImageIdentifier>& ids);

/// The images whose subject is `digest`.
std::vector<const Image*> referrers(const Store& store, const World& world,
                                    std::string_view repository, std::string_view digest);

/// Gives the repository a blob that has been committed. UploadNotFoundException, as a client that
/// has to begin anew understands it, if the blob was taken away in between.
Result<Layer> record_layer(Store& store, const BlobStore& blobs, const World& world,
                           const std::string& repository, const std::string& digest);

/// Gives `repository` the blob that `from` has, without a byte sent. False if `from` lacks it.
bool mount_layer(Store& store, const World& world, const std::string& repository,
                 std::string_view from, std::string_view digest);

/// The layer or configuration with this digest in the repository, or null.
const Layer* find_layer(const Store& store, const World& world, std::string_view repository,
                        std::string_view digest);

}  // namespace drydock::ecr
