#pragma once

#include <boost/describe/class.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "model/codedeploy/common.h"

namespace drydock::codedeploy {

/// The most applications of an account in a region.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
inline constexpr std::size_t applications_max = 1000;

/// What deployment groups belong to. Its compute platform is ECS, the one that drydock has.
struct Application {
  static constexpr std::string_view table = "codedeploy_applications";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;
  std::string id;  ///< A UUID; it stays when the name changes.
  TimePoint created_at;
  std::vector<model::codedeploy::Tag> tags;

  friend bool operator==(const Application&, const Application&) = default;
};
BOOST_DESCRIBE_STRUCT(Application, (), (name, id, created_at, tags))

/// "arn:aws:codedeploy:eu-west-1:111122223333:application:shop"
std::string application_arn(const World& world, std::string_view application);
/// "arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/production"
std::string deployment_group_arn(const World& world, std::string_view application,
                                 std::string_view group);

}  // namespace drydock::codedeploy
