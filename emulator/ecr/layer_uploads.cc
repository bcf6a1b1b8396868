#include "emulator/ecr/layer_uploads.h"

#include <utility>

#include "emulator/ecr/errors.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/upload.h"

namespace drydock::ecr {

LayerUploads::LayerUploads(Store& store, BlobStore& blobs, IdSource& ids)
    : store_(store), blobs_(blobs), ids_(ids) {
  store.on_change([this](const Change& change) {
    if (change.table == Upload::table) hear(change);
  });
}

void LayerUploads::hear(const Change& change) {
  if (change.kind == Change::Kind::erased) return forget(change.key);
  note(change.world, *store_.find<Upload>(change.world, change.key));
}

/// One that comes from elsewhere, as from an earlier run, has its bytes already.
void LayerUploads::note(const World& world, const Upload& upload) {
  const auto [owner, is_new] = owners_.try_emplace(upload.id);
  if (is_new) {
    owner->second.world = world;
    if (!blobs_.find_upload(upload.id)) blobs_.resume(upload.id, upload.size_bytes);
  }
  expiries_.erase({owner->second.expires_at, upload.id});
  owner->second.expires_at = upload.expires_at;
  if (owner->second.in_transfer) return;
  expiries_.emplace(upload.expires_at, upload.id);
  listener_();
}

void LayerUploads::forget(std::string_view id) {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return;
  if (const auto open = blobs_.find_upload(owner->first)) open->cancel();
  expiries_.erase({owner->second.expires_at, owner->first});
  owners_.erase(owner);
}

const Upload& LayerUploads::record_of(const Owners::value_type& owner) const {
  return *store_.find<Upload>(owner.second.world, owner.first);
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
  store_.put(
      world,
      Upload{.id = id, .repository = std::string(repository), .expires_at = now + upload_lifetime});
  return id;
}

Result<std::shared_ptr<BlobStore::Upload>> LayerUploads::find(const World& world,
                                                              std::string_view repository,
                                                              std::string_view id) const {
  const auto known = get_repository(store_, world, repository);
  if (!known) return known.error();
  const auto owner = owners_.find(id);
  const bool ours = owner != owners_.end() && owner->second.world == world &&
                    record_of(*owner).repository == repository;
  auto upload = ours ? blobs_.find_upload(owner->first) : nullptr;
  if (!upload) return upload_not_found(world, repository, id);
  return upload;
}

Result<Done> LayerUploads::begin_transfer(std::string_view id) {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return Done{};
  if (std::exchange(owner->second.in_transfer, true)) {
    return upload_in_transfer(owner->second.world, record_of(*owner).repository, id);
  }
  expiries_.erase({owner->second.expires_at, owner->first});
  return Done{};
}

void LayerUploads::end_transfer(std::string_view id, Ending ending, TimePoint now) {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return;
  owner->second.in_transfer = false;
  const World world = owner->second.world;
  const auto open = blobs_.find_upload(owner->first);
  if (open == nullptr) {
    store_.erase<Upload>(world, id);
    return;
  }
  store_.change<Upload>(world, id, [&](Upload& upload) {
    upload.size_bytes = open->size();
    upload.expires_at = now + (ending == Ending::whole ? upload_lifetime : broken_upload_lifetime);
  });
}

void LayerUploads::note_part(std::string_view id, std::size_t size) {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return;
  store_.change<Upload>(owner->second.world, id, [&](Upload& upload) {
    // Only what follows shows that a part was not the last.
    if (upload.last_part && *upload.last_part < least_part_size) upload.small_part = true;
    upload.last_part = size;
  });
}

bool LayerUploads::has_small_part(std::string_view id) const {
  const auto owner = owners_.find(id);
  return owner != owners_.end() && record_of(*owner).small_part;
}

void LayerUploads::drop_expired(TimePoint now) {
  constexpr int at_most = 1000;
  for (int dropped = 0; dropped < at_most && !expiries_.empty(); ++dropped) {
    const auto [when, id] = *expiries_.begin();
    if (now < when) return;
    const World world = owners_.find(id)->second.world;
    store_.erase<Upload>(world, id);
  }
}

std::optional<TimePoint> LayerUploads::next_expiry() const {
  if (expiries_.empty()) return std::nullopt;
  return expiries_.begin()->first;
}

}  // namespace drydock::ecr
