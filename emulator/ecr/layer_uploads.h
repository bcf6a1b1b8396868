#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/blob_store.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock::ecr {

/// How long an upload that nobody completes is kept.
constexpr Duration upload_lifetime = std::chrono::hours(24);
/// The least that a part may have, but for the last.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
constexpr std::size_t least_part_size = 5 * 1024 * 1024;

/// The uploads under way, and whose they are. An upload that the ECR API initiated can be continued
/// by /v2/ and the other way round. Not a record: an upload does not outlive the program. Belongs
/// to the control thread; the bytes themselves go to BlobStore::Upload on any thread.
class LayerUploads {
 public:
  LayerUploads(Store& store, BlobStore& blobs, IdSource& ids)
      : store_(store), blobs_(blobs), ids_(ids) {}

  /// A new upload's id. RepositoryNotFoundException.
  Result<std::string> initiate(const World& world, std::string_view repository, TimePoint now);

  /// An upload of this repository. RepositoryNotFoundException, UploadNotFoundException.
  Result<std::shared_ptr<BlobStore::Upload>> find(const World& world, std::string_view repository,
                                                  std::string_view id) const;

  /// Takes note of a part that the ECR API uploads; `size` in bytes.
  void note_part(std::string_view id, std::size_t size);
  /// Whether a part other than the last was smaller than ECR allows.
  [[nodiscard]] bool has_small_part(std::string_view id) const;

  /// Cancels every upload: the world begins anew.
  void clear();

 private:
  struct Owner {
    World world;
    std::string repository;
    TimePoint initiated_at;
    std::optional<std::size_t> last_part = {};  ///< Its size.
    bool small_part = false;
  };

  void drop_abandoned(TimePoint now);

  Store& store_;
  BlobStore& blobs_;
  IdSource& ids_;
  std::map<std::string, Owner, std::less<>> owners_;
};

}  // namespace drydock::ecr
