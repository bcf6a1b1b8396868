#include "emulator/ecs/container/image_source.h"

#include <array>
#include <optional>

#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/registry_host.h"
#include "emulator/ecr/repository.h"

namespace drydock::ecs {
namespace {

/// What stands before the first slash is a registry only if it looks like a host: "library/nginx"
/// names none.
bool is_registry(std::string_view text) {
  return text == "localhost" || text.find_first_of(".:") != std::string_view::npos;
}

/// The world whose registry is meant; nothing where it is not drydock's.
std::optional<World> own_world(const World& world, const RegistryAddress& address,
                               const std::string& registry) {
  if (auto found = ecr::world_of_host(registry)) return found;
  const std::string port = ":" + std::to_string(address.port);
  for (const std::string& host :
       {address.host, std::string("localhost"), std::string("127.0.0.1")}) {
    if (registry == host + port) return world;
  }
  return std::nullopt;
}

const ecr::Image* find(const Store& store, const World& world, const ImageReference& wanted) {
  if (wanted.digest.empty()) return ecr::find_tagged(store, world, wanted.repository, wanted.tag);
  return store.find<ecr::Image>(world, wanted.repository + "@" + wanted.digest);
}

bool means(const Store& store, const World& world, const ImageReference& wanted,
           std::string_view digest) {
  const ecr::Image* image = find(store, world, wanted);
  return image != nullptr && image->digest == digest;
}

MissingImage no_repository(const World& world, const ImageReference& wanted) {
  return {"CannotPullContainerError: Error response from daemon: repository " + wanted.registry +
          "/" + wanted.repository + " not found: name unknown: The repository with name '" +
          wanted.repository + "' does not exist in the registry with id '" + world.account + "'"};
}

MissingImage no_image(std::string_view reference) {
  return {"CannotPullContainerError: Error response from daemon: manifest for " +
          std::string(reference) + " not found: manifest unknown: Requested image not found"};
}

}  // namespace

ImageReference parse_image_reference(std::string_view text) {
  ImageReference parsed;
  const std::size_t at = text.find('@');
  if (at != std::string_view::npos) parsed.digest = text.substr(at + 1);
  std::string_view name = text.substr(0, at);
  const std::size_t slash = name.find('/');
  if (slash != std::string_view::npos && is_registry(name.substr(0, slash))) {
    parsed.registry = name.substr(0, slash);
    name.remove_prefix(slash + 1);
  }
  const std::size_t colon = name.rfind(':');
  parsed.repository = name.substr(0, colon);
  if (colon != std::string_view::npos) {
    parsed.tag = name.substr(colon + 1);
  } else if (parsed.digest.empty()) {
    parsed.tag = "latest";
  }
  return parsed;
}

ImageSource find_image(const Store& store, const World& world, const RegistryAddress& registry,
                       std::string_view reference, const std::optional<std::string>& digest) {
  const ImageReference wanted = parse_image_reference(reference);
  const auto owner = own_world(world, registry, wanted.registry);
  if (!owner) return ForeignImage{};
  if (store.find<ecr::Repository>(*owner, wanted.repository) == nullptr) {
    return no_repository(*owner, wanted);
  }
  ImageReference exactly = wanted;
  if (digest) exactly.digest = *digest;
  const ecr::Image* image = find(store, *owner, exactly);
  const std::string name = registry.text() + "/" + wanted.repository;
  if (image == nullptr) return no_image(digest ? name + "@" + *digest : std::string(reference));
  const std::string by_digest = name + "@" + image->digest;
  return OwnImage{.world = *owner,
                  .reference = wanted.digest.empty() ? name + ":" + wanted.tag : by_digest,
                  .digest_reference = by_digest,
                  .digest = image->digest,
                  .tag_moved = !means(store, *owner, wanted, image->digest)};
}

}  // namespace drydock::ecs
