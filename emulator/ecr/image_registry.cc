#include "emulator/ecr/image_registry.h"

#include <algorithm>
#include <set>
#include <utility>

#include "emulator/ecr/digest.h"
#include "emulator/ecr/errors.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecr/repository_name.h"
#include "emulator/ecr/tag_mutability.h"

namespace drydock::ecr {
namespace {

using FailureCode = model::ecr::ImageFailureCode;

/// A record is not changed for each of many requests in a row: times are kept to the minute.
constexpr Duration note_every = std::chrono::minutes(1);

std::string key_of(std::string_view repository, std::string_view digest) {
  return std::string(repository) + '@' + std::string(digest);
}

const Image* find_image(const Store& store, const World& world, std::string_view repository,
                        std::string_view digest) {
  return store.find<Image>(world, key_of(repository, digest));
}

/// A descriptor is good where what it names is there and as large as it says.
aws::Error wrong_size(const Descriptor& descriptor, std::uint64_t size) {
  return invalid_parameter("ImageManifest", "the size of " + descriptor.digest + " is " +
                                                std::to_string(size) + " bytes, not " +
                                                std::to_string(descriptor.size_bytes));
}

struct References {
  std::vector<std::string> missing;  ///< Each once.
  Result<Done> sizes = Done{};
};

/// `size_of(digest)` is nothing for what is not there.
template <class SizeOf>
References look_at(const std::vector<Descriptor>& descriptors, const SizeOf& size_of) {
  References references;
  std::set<std::string_view> seen;
  for (const Descriptor& descriptor : descriptors) {
    const std::optional<std::uint64_t> size = size_of(descriptor.digest);
    if (size && *size != descriptor.size_bytes) references.sizes = wrong_size(descriptor, *size);
    if (!size && seen.insert(descriptor.digest).second) {
      references.missing.push_back(descriptor.digest);
    }
  }
  return references;
}

Result<Done> check_references(const Store& store, const World& world, const std::string& repository,
                              const Manifest& manifest) {
  using Size = std::optional<std::uint64_t>;
  const auto blobs = look_at(manifest.blobs(), [&](const std::string& digest) {
    const Layer* layer = find_layer(store, world, repository, digest);
    return layer == nullptr ? Size() : Size(layer->size_bytes);
  });
  if (!blobs.missing.empty()) return layers_not_found(world, repository, blobs.missing);
  const auto images = look_at(manifest.manifests, [&](const std::string& digest) {
    const Image* image = find_image(store, world, repository, digest);
    return image == nullptr ? Size() : Size(image->manifest.size());
  });
  if (!images.missing.empty()) {
    return referenced_images_not_found(world, repository, images.missing);
  }
  return blobs.sizes ? images.sizes : blobs.sizes;
}

/// What the manifest names, each once.
std::vector<std::string> references_of(const Manifest& manifest) {
  std::vector<std::string> digests;
  std::set<std::string_view> seen;
  const auto add = [&](const std::vector<Descriptor>& descriptors) {
    for (const Descriptor& descriptor : descriptors) {
      if (!seen.insert(descriptor.digest).second) continue;
      digests.push_back(descriptor.digest);
    }
  };
  const std::vector<Descriptor> blobs = manifest.blobs();
  add(blobs);
  add(manifest.manifests);
  return digests;
}

/// AWS counts what is stored compressed; an index counts as its largest image. The blobs are there,
/// so their sizes are those of files and their sum cannot overflow.
std::uint64_t size_of(const Store& store, const World& world, const std::string& repository,
                      const Manifest& manifest, const std::vector<std::string>& references) {
  std::uint64_t size = 0;
  for (const Descriptor& child : manifest.manifests) {
    size = std::max(size, find_image(store, world, repository, child.digest)->size_bytes);
  }
  if (!manifest.manifests.empty()) return size;
  for (const std::string& digest : references) {
    size += find_layer(store, world, repository, digest)->size_bytes;
  }
  return size;
}

Image make_image(const Store& store, const World& world, ImageToPut put, const ReadImage& read,
                 TimePoint now) {
  const Manifest& manifest = *read.manifest;
  Image image;
  image.references = references_of(manifest);
  image.size_bytes = size_of(store, world, put.repository, manifest, image.references);
  image.repository = std::move(put.repository);
  image.digest = read.digest;
  image.manifest = std::move(put.manifest);
  image.media_type = manifest.media_type;
  image.pushed_at = now;
  if (manifest.config) image.artifact_media_type = manifest.config->media_type;
  image.artifact_type = manifest.kind();
  if (manifest.subject) image.subject_digest = manifest.subject->digest;
  return image;
}

/// Whether the tag may come to point to the image with this digest.
Result<Done> check_tag(const Store& store, const World& world, const Repository& repository,
                       const ImageToPut& put, const std::string& digest) {
  if (put.tag && !is_tag(*put.tag)) {
    // As the distribution protocol has it: what one of the two ways in takes, the other can name.
    return invalid_parameter("imageTag",
                             "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'");
  }
  const Image* same = find_image(store, world, repository.name, digest);
  if (same != nullptr && (!put.tag || same->tags.contains(*put.tag))) {
    return image_already_exists(world, repository.name, digest, put.tag);
  }
  const bool taken = put.tag && find_tagged(store, world, repository.name, *put.tag) != nullptr;
  if (taken && is_immutable(repository, *put.tag)) {
    return image_tag_already_exists(repository.name, *put.tag);
  }
  if (same != nullptr && same->tags.size() >= most_tags) {
    return limit_exceeded("An image can have at most 1000 tags.");
  }
  const auto& images = store.table<Image>(world).members(repository.name);
  if (same == nullptr && images.size() >= most_images) {
    return limit_exceeded("A repository can have at most 100000 images.");
  }
  return Done{};
}

/// Points the tag to this image alone. The other one stays, perhaps without a tag.
void move_tag(Store& store, const World& world, const std::string& repository,
              const std::string& digest, const std::string& tag) {
  if (const Image* before = find_tagged(store, world, repository, tag)) {
    store.change<Image>(world, before->key(), [&](Image& image) { image.tags.erase(tag); });
  }
  store.change<Image>(world, key_of(repository, digest),
                      [&](Image& image) { image.tags.insert(tag); });
}

ImageFailure failure(const ImageIdentifier& id, FailureCode code, std::string reason) {
  return {id, code, std::move(reason)};
}

}  // namespace

Result<const Repository*> get_repository(const Store& store, const World& world,
                                         std::string_view name) {
  const Repository* repository = store.find<Repository>(world, name);
  if (repository == nullptr) return repository_not_found(world, name);
  return repository;
}

ReadImage read_image(const ImageToPut& put) {
  return {Digest::of(put.manifest).text(), read_manifest(put.manifest, put.media_type)};
}

Result<const Image*> put_image(Store& store, const World& world, ImageToPut put,
                               const ReadImage& read, TimePoint now) {
  const auto repository = get_repository(store, world, put.repository);
  if (!repository) return repository.error();
  if (put.digest && *put.digest != read.digest) {
    return image_digest_does_not_match(*put.digest, read.digest);
  }
  if (!read.manifest) return read.manifest.error();
  if (const auto tag = check_tag(store, world, **repository, put, read.digest); !tag) {
    return tag.error();
  }
  const auto references = check_references(store, world, put.repository, *read.manifest);
  if (!references) return references.error();

  const std::string name = put.repository;
  const std::optional<std::string> tag = put.tag;
  if (find_image(store, world, name, read.digest) == nullptr) {
    store.put(world, make_image(store, world, std::move(put), read, now));
  }
  if (tag) move_tag(store, world, name, read.digest, *tag);
  return find_image(store, world, name, read.digest);
}

Result<const Image*> put_image(Store& store, const World& world, ImageToPut put, TimePoint now) {
  const ReadImage read = read_image(put);
  return put_image(store, world, std::move(put), read, now);
}

const Image* find_tagged(const Store& store, const World& world, std::string_view repository,
                         std::string_view tag) {
  const auto& tagged = store.table<Image>(world).members(Image::tag_key(repository, tag));
  return tagged.empty() ? nullptr : tagged.begin()->second;
}

const Image* find_user(const Store& store, const World& world, std::string_view repository,
                       std::string_view digest) {
  const auto& users = store.table<Image>(world).members(Image::reference_key(repository, digest));
  return users.empty() ? nullptr : users.begin()->second;
}

std::variant<const Image*, ImageFailure> look_up(const Store& store, const World& world,
                                                 std::string_view repository,
                                                 const ImageIdentifier& id) {
  if (!id.image_digest && !id.image_tag) {
    return failure(id, FailureCode::missing_digest_and_tag,
                   "Invalid request parameters: both tag and digest cannot be null");
  }
  if (id.image_tag && !is_tag(*id.image_tag)) {
    return failure(id, FailureCode::invalid_image_tag,
                   "Invalid request parameters: image tag should satisfy the regex "
                   "'[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'");
  }
  if (id.image_digest && !Digest::parse(*id.image_digest)) {
    return failure(id, FailureCode::invalid_image_digest,
                   "Invalid request parameters: image digest should satisfy the regex "
                   "'[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
  }
  const Image* image = id.image_digest ? find_image(store, world, repository, *id.image_digest)
                                       : find_tagged(store, world, repository, *id.image_tag);
  if (image == nullptr) {
    return failure(id, FailureCode::image_not_found, "Requested image not found");
  }
  if (id.image_tag && !image->tags.contains(*id.image_tag)) {
    return failure(id, FailureCode::image_tag_does_not_match_digest,
                   "The image tag does not match the image digest");
  }
  return image;
}

void note_pull(Store& store, const World& world, const Image& image, TimePoint now) {
  if (image.last_pulled_at && now < *image.last_pulled_at + note_every) return;
  store.change<Image>(world, image.key(), [&](Image& pulled) { pulled.last_pulled_at = now; });
}

Result<Layer> record_layer(Store& store, BlobStore& blobs, const World& world,
                           const std::string& repository, const std::string& digest,
                           std::uint64_t size_bytes, TimePoint now) {
  const auto known = get_repository(store, world, repository);
  if (!known) {
    if (!is_anyones(store, digest)) blobs.erase(digest);
    return known.error();
  }
  return store.put(world, Layer{repository, digest, size_bytes, now});
}

bool mount_layer(Store& store, const BlobStore& blobs, const World& world,
                 const std::string& repository, std::string_view from, std::string_view digest,
                 TimePoint now) {
  const Layer* source = find_layer(store, world, from, digest);
  if (source == nullptr || blobs.size(source->digest) != source->size_bytes) return false;
  store.put(world, Layer{repository, source->digest, source->size_bytes, now});
  return true;
}

const Layer* want_layer(Store& store, const BlobStore& blobs, const World& world,
                        std::string_view repository, std::string_view digest, TimePoint now) {
  const Layer* layer = find_layer(store, world, repository, digest);
  if (layer == nullptr || blobs.size(layer->digest) != layer->size_bytes) return nullptr;
  if (now < layer->wanted_at + note_every) return layer;
  return &store.change<Layer>(world, layer->key(), [&](Layer& kept) { kept.wanted_at = now; });
}

bool is_unneeded(const Store& store, const World& world, const Layer& layer, TimePoint now) {
  return now >= layer.wanted_at + layer_grace &&
         find_user(store, world, layer.repository, layer.digest) == nullptr;
}

bool is_anyones(const Store& store, const std::string& digest) {
  return std::ranges::any_of(store.worlds(), [&](const World& world) {
    return !store.table<Layer>(world).members(digest).empty();
  });
}

const Layer* find_layer(const Store& store, const World& world, std::string_view repository,
                        std::string_view digest) {
  return store.find<Layer>(world, key_of(repository, digest));
}

}  // namespace drydock::ecr
