#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "emulator/ports/blob_store.h"
#include "emulator/store/store.h"

namespace drydock::storage {

/// Erases a blob's bytes once no repository of any world has it any more. An erasure takes a
/// moment; a repository that is given the blob meanwhile keeps it. Watches the store from its
/// construction on; both must outlive it. The control thread only.
class BlobCollector {
 public:
  BlobCollector(Store& store, BlobStore& blobs);
  BlobCollector(const BlobCollector&) = delete;
  BlobCollector& operator=(const BlobCollector&) = delete;

  /// Whether any repository has the blob.
  [[nodiscard]] bool is_held(const std::string& digest) const { return holders_.contains(digest); }

 private:
  void note(const Change& change);

  BlobStore& blobs_;
  /// A digest, and the places that have it: "<account>/<region>/<repository>".
  std::map<std::string, std::set<std::string>, std::less<>> holders_;
};

}  // namespace drydock::storage
