#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/ports/engine.h"
#include "runtime/engine/docker/json_lines.h"

namespace drydock::docker {

/// A reference as POST /images/create wants it: without a tag it would pull every tag there is.
struct ImageName {
  std::string name;
  std::string tag;  ///< Or a digest.
};
ImageName split_reference(std::string_view reference);

/// Reads what a pull tells while it goes on. It has status 200 from its first layer on, so what
/// fails later is told by a line {"error": "…"}.
class PullProgress {
 public:
  void feed(std::string_view piece);
  /// What went wrong; the last word counts.
  [[nodiscard]] const std::optional<EngineError>& error() const { return error_; }

 private:
  JsonLines lines_;
  std::optional<EngineError> error_;
};

/// The error of a pull: image_missing where the words say that the registry does not have it.
EngineError pull_error(std::string message);

/// The header X-Registry-Auth.
/// https://docs.docker.com/reference/api/engine/version/v1.41/#section/Authentication
std::string registry_auth(const RegistryCredentials& credentials, std::string_view reference);

}  // namespace drydock::docker
