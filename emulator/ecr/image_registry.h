#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecr/manifest.h"
#include "emulator/ports/blob_store.h"
#include "emulator/store/store.h"
#include "model/ecr/image.h"

/// What a registry does to its repositories, whichever way it was asked: /v2/ and the ECR API end
/// here. Each function decides and changes in one step on the control thread. Pointers that are
/// returned hold until the store's next change.
namespace drydock::ecr {

struct Image;
struct Layer;
struct Repository;

using model::ecr::ImageFailure;
using model::ecr::ImageIdentifier;

/// The repository, or RepositoryNotFoundException.
Result<const Repository*> get_repository(const Store& store, const World& world,
                                         std::string_view name);

/// A manifest on its way into a repository.
struct ImageToPut {
  std::string repository;
  std::string manifest;                   ///< Kept byte for byte.
  std::optional<std::string> media_type;  ///< What the client says it is.
  std::optional<std::string> tag;
  std::optional<std::string> digest;  ///< What the client says it must be.
};

/// A manifest as it was read. Reading takes milliseconds for a large one, on any thread.
struct ReadImage {
  std::string digest;
  Result<Manifest> manifest;
};
ReadImage read_image(const ImageToPut& put);

/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
constexpr std::size_t most_images = 100'000;  ///< Of a repository.
constexpr std::size_t most_tags = 1000;       ///< Of an image.

/// Makes an image of the manifest, or gives one that is there the tag, which leaves the image that
/// it pointed to unless it is immutable. All that the manifest names must be there first, with the
/// size that it says. Errors: RepositoryNotFound, InvalidParameter, ImageDigestDoesNotMatch,
/// LayersNotFound, ReferencedImagesNotFound, ImageAlreadyExists, ImageTagAlreadyExists,
/// LimitExceeded.
Result<const Image*> put_image(Store& store, const World& world, ImageToPut put,
                               const ReadImage& read, TimePoint now);
/// The same for a small manifest, read here and now.
Result<const Image*> put_image(Store& store, const World& world, ImageToPut put, TimePoint now);

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

/// Somebody pulls the image: DescribeImages tells when.
void note_pull(Store& store, const World& world, const Image& image, TimePoint now);

/// How long a layer that no image needs is kept after it was uploaded, mounted or asked for: longer
/// than any push takes from its first layer to its manifest.
constexpr Duration layer_grace = std::chrono::hours(6);

/// Gives the repository a blob that has been committed by an upload that still lives.
/// RepositoryNotFoundException if it was deleted meanwhile; the blob then goes, if it is nobody's.
Result<Layer> record_layer(Store& store, BlobStore& blobs, const World& world,
                           const std::string& repository, const std::string& digest,
                           std::uint64_t size_bytes, TimePoint now);

/// Gives `repository` the blob that `from` has, without a byte sent. False if `from` lacks it.
bool mount_layer(Store& store, const BlobStore& blobs, const World& world,
                 const std::string& repository, std::string_view from, std::string_view digest,
                 TimePoint now);

/// The layer for somebody who is going to push what needs it, so it is kept for `layer_grace`. Null
/// where it is not there, or its bytes are not there whole: they have to be uploaded.
const Layer* want_layer(Store& store, const BlobStore& blobs, const World& world,
                        std::string_view repository, std::string_view digest, TimePoint now);

/// Whether the layer can go: no image of its repository needs it, nobody has wanted it of late.
bool is_unneeded(const Store& store, const World& world, const Layer& layer, TimePoint now);

/// Whether any repository of any world has the blob.
bool is_anyones(const Store& store, const std::string& digest);

/// The layer or configuration with this digest in the repository, or null.
const Layer* find_layer(const Store& store, const World& world, std::string_view repository,
                        std::string_view digest);

}  // namespace drydock::ecr
