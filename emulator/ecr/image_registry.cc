#include "emulator/ecr/image_registry.h"

#include <algorithm>
#include <set>
#include <utility>

#include "emulator/ecr/digest.h"
#include "emulator/ecr/errors.h"
#include "emulator/ecr/manifest.h"
#include "emulator/ecr/tag_mutability.h"

namespace drydock::ecr {
namespace {

using FailureCode = model::ecr::ImageFailureCode;

std::string key_of(std::string_view repository, std::string_view digest) {
  return std::string(repository) + '@' + std::string(digest);
}

const Image* find_image(const Store& store, const World& world, std::string_view repository,
                        std::string_view digest) {
  return store.find<Image>(world, key_of(repository, digest));
}

/// The digests, each once, for which `is_here` is false.
template <class IsHere>
std::vector<std::string> missing(const std::vector<std::string>& digests, const IsHere& is_here) {
  std::vector<std::string> gone;
  for (const std::string& digest : digests) {
    if (!is_here(digest) && std::ranges::find(gone, digest) == gone.end()) gone.push_back(digest);
  }
  return gone;
}

std::vector<std::string> digests_of(const std::vector<Descriptor>& descriptors) {
  std::vector<std::string> digests;
  for (const Descriptor& descriptor : descriptors) digests.push_back(descriptor.digest);
  return digests;
}

Result<Done> check_references(const Store& store, const World& world, const std::string& repository,
                              const Manifest& manifest) {
  const auto blobs = missing(manifest.blobs(), [&](const std::string& digest) {
    return find_layer(store, world, repository, digest) != nullptr;
  });
  if (!blobs.empty()) return layers_not_found(world, repository, blobs);
  const auto images = missing(digests_of(manifest.manifests), [&](const std::string& digest) {
    return find_image(store, world, repository, digest) != nullptr;
  });
  if (!images.empty()) return referenced_images_not_found(world, repository, images);
  return Done{};
}

/// AWS counts what is stored compressed; an index counts as its largest image.
std::uint64_t size_of(const Store& store, const World& world, const std::string& repository,
                      const Manifest& manifest) {
  std::uint64_t sum = 0;
  for (const std::string& digest : manifest.blobs()) {
    sum += find_layer(store, world, repository, digest)->size_bytes;
  }
  for (const Descriptor& child : manifest.manifests) {
    sum = std::max(sum, find_image(store, world, repository, child.digest)->size_bytes);
  }
  return sum;
}

Image make_image(const Store& store, const World& world, const ImageToPut& put,
                 const Manifest& manifest, const std::string& digest, TimePoint now) {
  Image image;
  image.repository = put.repository;
  image.digest = digest;
  image.manifest = put.manifest;
  image.media_type = manifest.media_type;
  image.pushed_at = now;
  image.size_bytes = size_of(store, world, put.repository, manifest);
  if (manifest.config) image.artifact_media_type = manifest.config->media_type;
  if (manifest.subject) image.subject_digest = manifest.subject->digest;
  image.references = manifest.blobs();
  for (const Descriptor& child : manifest.manifests) image.references.push_back(child.digest);
  return image;
}

/// Whether the tag may come to point to the image with this digest.
Result<Done> check_tag(const Store& store, const World& world, const Repository& repository,
                       const ImageToPut& put, const std::string& digest) {
  const Image* same = find_image(store, world, repository.name, digest);
  if (same != nullptr && (!put.tag || same->tags.contains(*put.tag))) {
    return image_already_exists(world, repository.name, digest, put.tag);
  }
  const bool taken = put.tag && find_tagged(store, world, repository.name, *put.tag) != nullptr;
  if (taken && is_immutable(repository, *put.tag)) {
    return image_tag_already_exists(repository.name, *put.tag);
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

/// An index that names the manifest, or null.
const Image* find_index_of(const Store& store, const World& world, const Image& child) {
  return find_user(store, world, child.repository, child.digest);
}

void erase_unneeded_layers(Store& store, const World& world, const std::string& repository,
                           const std::vector<std::string>& candidates) {
  for (const std::string& digest : candidates) {
    if (find_user(store, world, repository, digest) == nullptr) {
      store.erase<Layer>(world, key_of(repository, digest));
    }
  }
}

void erase_image(Store& store, const World& world, const std::string& repository,
                 const std::string& digest) {
  const Image* image = find_image(store, world, repository, digest);
  if (image == nullptr) return;
  const std::vector<std::string> references = image->references;
  store.erase<Image>(world, key_of(repository, digest));
  erase_unneeded_layers(store, world, repository, references);
  std::vector<std::string> followers;
  for (const Image* referrer : referrers(store, world, repository, digest)) {
    followers.push_back(referrer->digest);
  }
  for (const std::string& follower : followers) erase_image(store, world, repository, follower);
}

/// The tags to take from the image: the one asked for, or all of them.
std::set<std::string> tags_to_delete(const Image& image, const ImageIdentifier& id) {
  if (id.image_tag && !id.image_digest) return {*id.image_tag};
  return image.tags;
}

void delete_image(Store& store, const World& world, const std::string& repository,
                  const ImageIdentifier& id, DeletedImages& outcome) {
  const auto found = look_up(store, world, repository, id);
  if (const auto* missing_image = std::get_if<ImageFailure>(&found)) {
    outcome.failures.push_back(*missing_image);
    return;
  }
  const Image& image = *std::get<const Image*>(found);
  const std::string digest = image.digest;
  const std::set<std::string> tags = tags_to_delete(image, id);
  const bool whole = tags.size() == image.tags.size();
  if (const Image* index = whole ? find_index_of(store, world, image) : nullptr) {
    outcome.failures.push_back(
        failure(id, FailureCode::image_referenced_by_manifest_list,
                "Requested image referenced by manifest list: [" + index->digest + "]"));
    return;
  }
  if (tags.empty()) outcome.ids.push_back({digest, {}});
  for (const std::string& tag : tags) outcome.ids.push_back({digest, tag});
  if (whole) {
    erase_image(store, world, repository, digest);
  } else {
    store.change<Image>(world, key_of(repository, digest), [&](Image& kept) {
      for (const std::string& tag : tags) kept.tags.erase(tag);
    });
  }
}

}  // namespace

Result<const Repository*> get_repository(const Store& store, const World& world,
                                         std::string_view name) {
  const Repository* repository = store.find<Repository>(world, name);
  if (repository == nullptr) return repository_not_found(world, name);
  return repository;
}

void erase_repository(Store& store, const World& world, const std::string& name) {
  std::vector<std::string> images;
  for (const Image* image : store.table<Image>(world).indexed(name)) images.push_back(image->key());
  for (const std::string& key : images) store.erase<Image>(world, key);
  std::vector<std::string> layers;
  for (const Layer* layer : store.table<Layer>(world).indexed(name)) layers.push_back(layer->key());
  for (const std::string& key : layers) store.erase<Layer>(world, key);
  store.erase<Repository>(world, name);
}

Result<const Image*> put_image(Store& store, const World& world, const ImageToPut& put,
                               TimePoint now) {
  const auto repository = get_repository(store, world, put.repository);
  if (!repository) return repository.error();
  const std::string digest = Digest::of(put.manifest).text();
  if (put.digest && *put.digest != digest) return image_digest_does_not_match(*put.digest, digest);
  const auto manifest = read_manifest(put.manifest, put.media_type);
  if (!manifest) return manifest.error();
  if (const auto tag = check_tag(store, world, **repository, put, digest); !tag) {
    return tag.error();
  }
  const auto references = check_references(store, world, put.repository, *manifest);
  if (!references) return references.error();

  if (find_image(store, world, put.repository, digest) == nullptr) {
    store.put(world, make_image(store, world, put, *manifest, digest, now));
  }
  if (put.tag) move_tag(store, world, put.repository, digest, *put.tag);
  return find_image(store, world, put.repository, digest);
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

DeletedImages delete_images(Store& store, const World& world, const std::string& repository,
                            const std::vector<ImageIdentifier>& ids) {
  DeletedImages outcome;
  for (const ImageIdentifier& id : ids) delete_image(store, world, repository, id, outcome);
  return outcome;
}

std::vector<const Image*> referrers(const Store& store, const World& world,
                                    std::string_view repository, std::string_view digest) {
  return store.table<Image>(world).indexed(Image::subject_key(repository, digest));
}

Result<Layer> record_layer(Store& store, const BlobStore& blobs, const World& world,
                           const std::string& repository, const std::string& digest) {
  const auto known = get_repository(store, world, repository);
  if (!known) return known.error();
  const auto size = blobs.size(digest);
  if (!size) return upload_not_found(world, repository, digest);
  return store.put(world, Layer{repository, digest, *size});
}

bool mount_layer(Store& store, const World& world, const std::string& repository,
                 std::string_view from, std::string_view digest) {
  const Layer* source = find_layer(store, world, from, digest);
  if (source == nullptr) return false;
  store.put(world, Layer{repository, source->digest, source->size_bytes});
  return true;
}

const Layer* find_layer(const Store& store, const World& world, std::string_view repository,
                        std::string_view digest) {
  return store.find<Layer>(world, key_of(repository, digest));
}

}  // namespace drydock::ecr
