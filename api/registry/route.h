#pragma once

#include <map>
#include <string>
#include <string_view>

namespace drydock::registry {

/// What a request's target names.
/// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#endpoints
struct Route {
  enum class Kind {
    base,       ///< /v2/
    catalog,    ///< /v2/_catalog
    tags,       ///< /v2/<name>/tags/list
    referrers,  ///< /v2/<name>/referrers/<digest>
    manifest,   ///< /v2/<name>/manifests/<reference>
    blob,       ///< /v2/<name>/blobs/<digest>
    uploads,    ///< /v2/<name>/blobs/uploads/
    upload,     ///< /v2/<name>/blobs/uploads/<reference>
    unknown,
  };
  Kind kind = Kind::unknown;
  std::string name;       ///< The repository's.
  std::string reference;  ///< A digest, a tag or an upload's id.
  std::map<std::string, std::string, std::less<>> query;

  /// A parameter of the query, or null.
  [[nodiscard]] const std::string* parameter(std::string_view key) const;
};

/// Reads a request's target. Names and references are what the client wrote: nobody has checked
/// yet whether they are well formed.
Route parse_route(std::string_view target);

/// Where a blob of the repository is found: a path.
std::string blob_path(std::string_view name, std::string_view digest);
std::string upload_path(std::string_view name, std::string_view id);
std::string manifest_path(std::string_view name, std::string_view reference);

}  // namespace drydock::registry
