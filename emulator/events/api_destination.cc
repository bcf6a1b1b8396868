#include "emulator/events/api_destination.h"

#include "emulator/base/arn.h"
#include "emulator/base/base64.h"

namespace drydock::events {

std::string connection_arn(const World& world, const Connection& connection) {
  return make_arn("events", world, "connection/" + connection.name + "/" + connection.id);
}

std::string api_destination_arn(const World& world, const ApiDestination& destination) {
  return make_arn("events", world, "api-destination/" + destination.name + "/" + destination.id);
}

std::optional<std::string> name_in_arn(const World& world, std::string_view arn,
                                       std::string_view kind) {
  const auto parts = Arn::parse(arn);
  if (!parts || parts->service != "events" || !is_of(*parts, world)) return std::nullopt;
  std::string_view resource = parts->resource;
  if (!resource.starts_with(kind) || resource.substr(kind.size(), 1) != "/") return std::nullopt;
  resource.remove_prefix(kind.size() + 1);
  return std::string(resource.substr(0, resource.find('/')));
}

std::string authorization_header(const Connection& connection) {
  if (!connection.is_basic) return connection.user_or_header + ": " + connection.secret;
  return "Authorization: Basic " +
         base64_encode(connection.user_or_header + ":" + connection.secret);
}

}  // namespace drydock::events
