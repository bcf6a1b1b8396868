#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "emulator/ecr/layer_uploads.h"
#include "emulator/ports/clock.h"
#include "emulator/store/store.h"

namespace drydock::storage {

/// One timer of the clock's, for whatever is due first.
class DueTimer {
 public:
  DueTimer(Clock& clock, std::function<void()> act) : clock_(clock), act_(std::move(act)) {}
  ~DueTimer();
  DueTimer(const DueTimer&) = delete;
  DueTimer& operator=(const DueTimer&) = delete;

  /// Acts at `when`, or no more.
  void set(std::optional<TimePoint> when);

 private:
  Clock& clock_;
  std::function<void()> act_;
  std::optional<Clock::TimerId> timer_;
  std::optional<TimePoint> when_;
};

/// Takes away the layers that nobody has wanted for ecr::layer_grace and no image of their
/// repository needs: those of a push that never came to its manifest, and those that outlived their
/// image because somebody had just been told that they are there. Listens to the store, and so
/// lives as long. The control thread only.
class LayerCollector {
 public:
  LayerCollector(Store& store, Clock& clock);

 private:
  using Name = std::pair<World, std::string>;  ///< A world and a layer's key.
  using Due = std::multimap<TimePoint, Name>;

  void note(const Change& change);
  void look();

  Store& store_;
  Clock& clock_;
  Due due_;
  std::map<Name, Due::iterator> waiting_;  ///< Those that were wanted within the grace.
  DueTimer timer_;
};

/// Gives back what uploads hold that nobody goes on with. The control thread only.
class UploadCollector {
 public:
  UploadCollector(ecr::LayerUploads& uploads, Clock& clock);
  ~UploadCollector() {
    uploads_.on_expiry_change([] {});
  }
  UploadCollector(const UploadCollector&) = delete;
  UploadCollector& operator=(const UploadCollector&) = delete;

 private:
  ecr::LayerUploads& uploads_;
  DueTimer timer_;
};

}  // namespace drydock::storage
