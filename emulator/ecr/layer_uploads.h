#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/blob_store.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock::ecr {

struct Upload;

/// How long an upload that nobody goes on with is kept.
constexpr Duration upload_lifetime = std::chrono::hours(24);
/// The same for one whose client went away in the middle of a request: clients that go on with an
/// upload do so at once.
constexpr Duration broken_upload_lifetime = std::chrono::minutes(5);
/// How many can be open at once, in all registries together: drydock's own bound.
constexpr std::size_t most_uploads = 10'000;
/// The least that a part may have, but for the last.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
constexpr std::size_t least_part_size = 5 * 1024 * 1024;

/// The uploads under way, and whose they are. An upload that the ECR API initiated can be continued
/// by /v2/ and the other way round, also by the next run: what it knows is in the records, as far
/// as the requests that have ended brought it. It goes with its repository. Belongs to the control
/// thread; the bytes themselves go to BlobStore::Upload on any thread.
class LayerUploads {
 public:
  /// Listens to the store, and so lives as long.
  LayerUploads(Store& store, BlobStore& blobs, IdSource& ids);
  LayerUploads(const LayerUploads&) = delete;
  LayerUploads& operator=(const LayerUploads&) = delete;

  /// A new upload's id. RepositoryNotFoundException, LimitExceededException.
  Result<std::string> initiate(const World& world, std::string_view repository, TimePoint now);

  /// An upload of this repository. RepositoryNotFoundException, UploadNotFoundException.
  Result<std::shared_ptr<BlobStore::Upload>> find(const World& world, std::string_view repository,
                                                  std::string_view id) const;

  /// A request begins to send to the upload, which is kept until it ends. One at a time: where
  /// another does, InvalidLayerPartException.
  Result<Done> begin_transfer(std::string_view id);
  enum class Ending { whole, broken_off };
  /// And ends. An upload that has been completed or cancelled is forgotten.
  void end_transfer(std::string_view id, Ending ending, TimePoint now);

  /// Takes note of a part that the ECR API uploads; `size` in bytes.
  void note_part(std::string_view id, std::size_t size);
  /// Whether a part other than the last was smaller than ECR allows.
  [[nodiscard]] bool has_small_part(std::string_view id) const;

  /// Cancels what has been kept long enough. Looks only at those, and at most at a thousand.
  void drop_expired(TimePoint now);
  /// When the next one expires.
  [[nodiscard]] std::optional<TimePoint> next_expiry() const;
  /// Calls the listener when `next_expiry` may have become sooner.
  void on_expiry_change(std::function<void()> listener) { listener_ = std::move(listener); }

  [[nodiscard]] std::size_t size() const { return owners_.size(); }

 private:
  /// What is known of an upload besides its record.
  struct Owner {
    World world;
    TimePoint expires_at;
    bool in_transfer = false;
  };
  using Owners = std::map<std::string, Owner, std::less<>>;

  void hear(const Change& change);
  void note(const World& world, const Upload& upload);
  void forget(std::string_view id);
  [[nodiscard]] const Upload& record_of(const Owners::value_type& owner) const;

  Store& store_;
  BlobStore& blobs_;
  IdSource& ids_;
  Owners owners_;
  std::set<std::pair<TimePoint, std::string>> expiries_;  ///< Of those that nobody sends to.
  std::function<void()> listener_ = [] {};
};

}  // namespace drydock::ecr
