#include "emulator/ecr/layer_uploads.h"

#include "emulator/ecr/errors.h"
#include "emulator/ecr/image_registry.h"

namespace drydock::ecr {

Result<std::string> LayerUploads::initiate(const World& world, std::string_view repository,
                                           TimePoint now) {
  const auto known = get_repository(store_, world, repository);
  if (!known) return known.error();
  drop_abandoned(now);
  std::string id = ids_.uuid();
  blobs_.begin(id);
  owners_.emplace(id, Owner{world, std::string(repository), now});
  return id;
}

Result<std::shared_ptr<BlobStore::Upload>> LayerUploads::find(const World& world,
                                                              std::string_view repository,
                                                              std::string_view id) const {
  const auto known = get_repository(store_, world, repository);
  if (!known) return known.error();
  const auto owner = owners_.find(id);
  const bool ours = owner != owners_.end() && owner->second.world == world &&
                    owner->second.repository == repository;
  auto upload = ours ? blobs_.find_upload(owner->first) : nullptr;
  if (!upload) return upload_not_found(world, repository, id);
  return upload;
}

void LayerUploads::note_part(std::string_view id, std::size_t size) {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return;
  Owner& upload = owner->second;
  // Only what follows shows that a part was not the last.
  if (upload.last_part && *upload.last_part < least_part_size) upload.small_part = true;
  upload.last_part = size;
}

bool LayerUploads::has_small_part(std::string_view id) const {
  const auto owner = owners_.find(id);
  return owner != owners_.end() && owner->second.small_part;
}

void LayerUploads::clear() {
  for (const auto& [id, owner] : owners_) {
    if (const auto upload = blobs_.find_upload(id)) upload->cancel();
  }
  owners_.clear();
}

void LayerUploads::drop_abandoned(TimePoint now) {
  std::erase_if(owners_, [&](const auto& entry) {
    const auto& [id, owner] = entry;
    const auto upload = blobs_.find_upload(id);
    if (!upload) return true;  // Completed or cancelled.
    if (now < owner.initiated_at + upload_lifetime) return false;
    upload->cancel();
    return true;
  });
}

}  // namespace drydock::ecr
