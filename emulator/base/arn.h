#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/world.h"

namespace drydock {

/// The parts of an Amazon Resource Name, `arn:aws:<service>:<region>:<account>:<resource>`.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
struct Arn {
  std::string service;
  std::string region;
  std::string account;
  std::string resource;  ///< All that follows the account, slashes and colons included.

  /// Nothing if the text is not an ARN of partition `aws` with at least six parts.
  static std::optional<Arn> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
};

/// The ARN of a resource that lives in this world.
std::string make_arn(std::string_view service, const World& world, std::string_view resource);

}  // namespace drydock
