#pragma once

#include <boost/describe/class.hpp>
#include <compare>
#include <string>

namespace drydock {

/// An (account, region) pair: a world of its own. Nothing in one sees anything in another.
struct World {
  std::string account;  ///< 12 digits.
  std::string region;   ///< Such as "us-east-1".

  friend auto operator<=>(const World&, const World&) = default;
};
BOOST_DESCRIBE_STRUCT(World, (), (account, region))

}  // namespace drydock
