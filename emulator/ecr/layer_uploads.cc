#include "emulator/ecr/layer_uploads.h"

#include <utility>

#include "emulator/ecr/errors.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/repository.h"

namespace drydock::ecr {

LayerUploads::LayerUploads(Store& store, BlobStore& blobs, IdSource& ids)
    : store_(store), blobs_(blobs), ids_(ids) {
  store.on_change([this](const Change& change) {
    if (change.kind != Change::Kind::erased || change.table != Repository::table) return;
    drop_all_of({change.world, std::string(change.key)});
  });
}

Result<std::string> LayerUploads::initiate(const World& world, std::string_view repository,
                                           TimePoint now) {
  const auto known = get_repository(store_, world, repository);
  if (!known) return known.error();
  if (owners_.size() >= most_uploads) {
    return limit_exceeded("There are " + std::to_string(most_uploads) +
                          " layer uploads under way, which is as many as drydock takes; complete "
                          "or cancel some, or try again in a few minutes.");
  }
  std::string id = ids_.uuid();
  blobs_.begin(id);
  const Place place{world, std::string(repository)};
  places_[place].insert(id);
  expire_at(owners_.emplace(id, Owner{place, {}}).first, now + upload_lifetime);
  return id;
}

Result<std::shared_ptr<BlobStore::Upload>> LayerUploads::find(const World& world,
                                                              std::string_view repository,
                                                              std::string_view id) const {
  const auto known = get_repository(store_, world, repository);
  if (!known) return known.error();
  const auto owner = owners_.find(id);
  const bool ours = owner != owners_.end() && owner->second.place.first == world &&
                    owner->second.place.second == repository;
  auto upload = ours ? blobs_.find_upload(owner->first) : nullptr;
  if (!upload) return upload_not_found(world, repository, id);
  return upload;
}

Result<Done> LayerUploads::begin_transfer(std::string_view id) {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return Done{};
  const auto& [world, repository] = owner->second.place;
  if (std::exchange(owner->second.in_transfer, true)) {
    return upload_in_transfer(world, repository, id);
  }
  expiries_.erase({owner->second.expires_at, owner->first});
  return Done{};
}

void LayerUploads::end_transfer(std::string_view id, Ending ending, TimePoint now) {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return;
  if (blobs_.find_upload(owner->first) == nullptr) {
    drop(owner);
    return;
  }
  owner->second.in_transfer = false;
  expire_at(owner, now + (ending == Ending::whole ? upload_lifetime : broken_upload_lifetime));
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

void LayerUploads::drop_expired(TimePoint now) {
  constexpr int at_most = 1000;
  for (int dropped = 0; dropped < at_most && !expiries_.empty(); ++dropped) {
    const auto& [when, id] = *expiries_.begin();
    if (now < when) return;
    drop(owners_.find(id));
  }
}

std::optional<TimePoint> LayerUploads::next_expiry() const {
  if (expiries_.empty()) return std::nullopt;
  return expiries_.begin()->first;
}

void LayerUploads::expire_at(Owners::iterator upload, TimePoint when) {
  expiries_.erase({upload->second.expires_at, upload->first});
  upload->second.expires_at = when;
  expiries_.emplace(when, upload->first);
  listener_();
}

void LayerUploads::drop(Owners::iterator upload) {
  if (const auto open = blobs_.find_upload(upload->first)) open->cancel();
  const auto place = places_.find(upload->second.place);
  place->second.erase(upload->first);
  if (place->second.empty()) places_.erase(place);
  expiries_.erase({upload->second.expires_at, upload->first});
  owners_.erase(upload);
}

void LayerUploads::drop_all_of(const Place& place) {
  const auto uploads = places_.find(place);
  if (uploads == places_.end()) return;
  const std::set<std::string> ids = uploads->second;
  for (const std::string& id : ids) drop(owners_.find(id));
}

}  // namespace drydock::ecr
