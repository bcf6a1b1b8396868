#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/world.h"

namespace drydock {

/// The parts of an Amazon Resource Name,
/// `arn:<partition>:<service>:<region>:<account>:<resource>`.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
struct Arn {
  std::string partition;  ///< "aws", "aws-cn", …
  std::string service;
  std::string region;  ///< Empty for IAM and STS, whose things are of no region.
  std::string account;
  std::string resource;  ///< All that follows the account, slashes and colons included.

  /// Nothing if the text is not an ARN of a partition that there is, with at least six parts.
  static std::optional<Arn> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
};

/// The ARN of a resource that lives in this world.
std::string make_arn(std::string_view service, const World& world, std::string_view resource);

/// The ARN of a resource of this world's account that is of no region, as IAM's and STS's are. Its
/// partition is the world's all the same.
std::string make_global_arn(std::string_view service, const World& world,
                            std::string_view resource);

/// Whether the ARN is of this world: of its account, its region and its partition.
bool is_of(const Arn& arn, const World& world);

}  // namespace drydock
