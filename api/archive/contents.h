#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/ports/blob_store.h"
#include "emulator/store/store.h"

namespace drydock::archive {

/// The file of the records, as StateDump writes them; the others are an OCI image layout's.
inline constexpr std::string_view state_name = "state.json";

/// A file of an archive.
struct Part {
  std::string name;
  std::uint64_t size = 0;
  std::string_view text;  ///< Its bytes, unless it is a blob,
  std::string blob;       ///< whose digest this is.
};

/// What an archive of a state consists of, down to each file's size, without the layers' bytes.
class Contents {
 public:
  explicit Contents(RecordKinds kinds) : store_(std::move(kinds)) {}
  Contents(const Contents&) = delete;
  Contents& operator=(const Contents&) = delete;

  /// Finds out what belongs to the state. An error tells that a layer is missing. It takes its
  /// time, on any thread. Once.
  Result<Done> fill(std::string state, const BlobStore& blobs);

  /// The records and the index come first, then the blobs in the order of their digests.
  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
  /// The whole archive's.
  [[nodiscard]] std::uint64_t size() const;

 private:
  void add_text(std::string_view name, std::string_view text);
  void add_blobs();

  Store store_;  ///< What the state says: the archive tells of nothing that is not in it.
  std::string state_;
  std::string index_;
  std::vector<Part> parts_;
};

}  // namespace drydock::archive
