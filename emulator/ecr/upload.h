#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"

namespace drydock::ecr {

/// A layer that a client is sending. Its bytes are in the BlobStore, under the same id.
struct Upload {
  static constexpr std::string_view table = "uploads";
  [[nodiscard]] std::string key() const { return id; }
  /// Uploads are found by their repository.
  [[nodiscard]] std::string index_key() const { return repository; }

  std::string id;
  std::string repository;
  std::uint64_t size_bytes = 0;  ///< As far as the requests that have ended brought it.
  TimePoint expires_at = {};
  std::optional<std::uint64_t> last_part = {};  ///< The size of the ECR API's last part.
  bool small_part = false;  ///< A part other than the last was smaller than ECR allows.

  friend bool operator==(const Upload&, const Upload&) = default;
};
BOOST_DESCRIBE_STRUCT(Upload, (), (id, repository, size_bytes, expires_at, last_part, small_part))

}  // namespace drydock::ecr
