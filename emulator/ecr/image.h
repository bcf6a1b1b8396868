#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"

namespace drydock::ecr {

/// A manifest that was put into a repository, byte for byte, and the tags that point to it.
struct Image {
  static constexpr std::string_view table = "images";
  [[nodiscard]] std::string key() const { return repository + "@" + digest; }

  /// An image is found by its repository, by each of its tags, by each digest that it names, and by
  /// its subject. No repository's name has a ':', '@' or '<'.
  [[nodiscard]] std::vector<std::string> index_keys() const;
  static std::string tag_key(std::string_view repository, std::string_view tag);
  static std::string reference_key(std::string_view repository, std::string_view digest);
  static std::string subject_key(std::string_view repository, std::string_view digest);

  std::string repository;
  std::string digest;  ///< "sha256:<64 hex>" of `manifest`.
  std::string manifest;
  std::string media_type;
  std::set<std::string> tags;
  TimePoint pushed_at;
  std::uint64_t size_bytes = 0;  ///< The sum of its compressed layers and its configuration.
  std::optional<std::string> artifact_media_type;  ///< Its configuration's.
  std::optional<std::string> artifact_type;        ///< What Manifest::kind() says it is.
  std::optional<std::string> subject_digest;
  std::optional<TimePoint> last_pulled_at;  ///< To the minute.
  std::vector<std::string> references;      ///< Digests of the blobs and manifests that it names.

  friend bool operator==(const Image&, const Image&) = default;
};
BOOST_DESCRIBE_STRUCT(Image, (),
                      (repository, digest, manifest, media_type, tags, pushed_at, size_bytes,
                       artifact_media_type, artifact_type, subject_digest, last_pulled_at,
                       references))

/// A blob that belongs to a repository: uploaded to it, or mounted into it. The bytes are the blob
/// store's, which keeps them once.
struct Layer {
  static constexpr std::string_view table = "layers";
  [[nodiscard]] std::string key() const { return repository + "@" + digest; }
  /// A layer is found by its repository, and by its digest, whosever it is.
  [[nodiscard]] std::vector<std::string> index_keys() const { return {repository, digest}; }

  std::string repository;
  std::string digest;
  std::uint64_t size_bytes = 0;
  /// When it was last uploaded, mounted or asked for, to the minute: a push counts on it since.
  TimePoint wanted_at = {};

  friend bool operator==(const Layer&, const Layer&) = default;
};
BOOST_DESCRIBE_STRUCT(Layer, (), (repository, digest, size_bytes, wanted_at))

}  // namespace drydock::ecr
