#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"

namespace drydock::events {

/// How a call to an API destination says who makes it.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection.html
struct Connection {
  static constexpr std::string_view table = "event_connections";
  [[nodiscard]] const std::string& key() const { return name; }

  std::string name;
  std::string id;  ///< The last part of its ARN, a UUID.
  std::optional<std::string> description;
  bool is_basic = false;  ///< BASIC: a user and a password. Else API_KEY: a header and its value.
  std::string user_or_header;
  std::string secret;
  TimePoint created_at;

  friend bool operator==(const Connection&, const Connection&) = default;
};
BOOST_DESCRIBE_STRUCT(Connection, (),
                      (name, id, description, is_basic, user_or_header, secret, created_at))

/// An HTTP endpoint that rules send events to.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
struct ApiDestination {
  static constexpr std::string_view table = "event_api_destinations";
  [[nodiscard]] const std::string& key() const { return name; }

  std::string name;
  std::string id;  ///< The last part of its ARN, a UUID.
  std::optional<std::string> description;
  std::string connection;  ///< The connection's name.
  std::string endpoint;    ///< "http://…", where each `*` stands for a path parameter.
  std::string method;
  std::optional<int> calls_per_second;
  TimePoint created_at;
  TimePoint modified_at;

  friend bool operator==(const ApiDestination&, const ApiDestination&) = default;
};
BOOST_DESCRIBE_STRUCT(ApiDestination, (),
                      (name, id, description, connection, endpoint, method, calls_per_second,
                       created_at, modified_at))

/// At most so many of either in a world.
inline constexpr std::size_t destinations_max = 3'000;

std::string connection_arn(const World& world, const Connection& connection);
std::string api_destination_arn(const World& world, const ApiDestination& destination);

/// The name in "…:connection/NAME/ID" or "…:api-destination/NAME/ID" of this world, or nothing.
std::optional<std::string> name_in_arn(const World& world, std::string_view arn,
                                       std::string_view kind);

/// The header by which a call says who makes it.
std::string authorization_header(const Connection& connection);

}  // namespace drydock::events
