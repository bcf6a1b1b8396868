#include "runtime/storage/blob_collector.h"

#include "emulator/ecr/image.h"

namespace drydock::storage {

BlobCollector::BlobCollector(Store& store, BlobStore& blobs) : blobs_(blobs) {
  store.on_change([this](const Change& change) {
    if (change.table == ecr::Layer::table) note(change);
  });
}

void BlobCollector::note(const Change& change) {
  // A layer's key is "<repository>@<digest>".
  const std::size_t at = change.key.rfind('@');
  const std::string digest(change.key.substr(at + 1));
  const std::string holder = change.world.account + '/' + change.world.region + '/' +
                             std::string(change.key.substr(0, at));
  if (change.kind == Change::Kind::put) {
    if (holders_[digest].insert(holder).second) blobs_.keep(digest);
    return;
  }
  const auto found = holders_.find(digest);
  if (found == holders_.end()) return;
  found->second.erase(holder);
  if (!found->second.empty()) return;
  holders_.erase(found);
  blobs_.erase(digest);
}

}  // namespace drydock::storage
