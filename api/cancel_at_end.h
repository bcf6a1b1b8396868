#pragma once

#include <memory>
#include <utility>

#include "emulator/ports/blob_store.h"

namespace drydock {

/// Cancels an upload whose id no client has, unless it was committed.
class CancelAtEnd {
 public:
  explicit CancelAtEnd(std::shared_ptr<BlobStore::Upload> upload) : upload_(std::move(upload)) {}
  CancelAtEnd(const CancelAtEnd&) = delete;
  CancelAtEnd& operator=(const CancelAtEnd&) = delete;
  ~CancelAtEnd() { upload_->cancel(); }

 private:
  std::shared_ptr<BlobStore::Upload> upload_;
};

}  // namespace drydock
