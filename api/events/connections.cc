#include "api/events/connections.h"

#include "api/events/lookup.h"
#include "emulator/events/api_destination.h"
#include "model/events/service_model.h"

namespace drydock::events::api {
namespace {

using model::events::ConnectionAuthorizationType;
using model::events::ConnectionState;

Result<const Connection*> find_connection(const aws::Context& context, const std::string& name) {
  const auto* connection = context.store.find<Connection>(context.world, name);
  if (connection == nullptr) {
    return not_found("Failed to describe the connection(s). Connection '" + name +
                     "' does not exist.");
  }
  return connection;
}

/// What the connection authorizes itself by.
Result<Connection> connection_of(const model::events::CreateConnectionRequest& request) {
  const auto& given = request.auth_parameters;
  Connection connection{.name = request.name, .description = request.description};
  if (request.authorization_type == ConnectionAuthorizationType::oauth_client_credentials) {
    return validation_error(
        "AuthorizationType OAUTH_CLIENT_CREDENTIALS is not emulated: use BASIC or API_KEY.");
  }
  if (given.invocation_http_parameters || request.invocation_connectivity_parameters ||
      given.connectivity_parameters || request.kms_key_identifier) {
    return validation_error(
        "Of a connection drydock takes BasicAuthParameters and ApiKeyAuthParameters alone: put "
        "further headers and query parameters into the target's HttpParameters.");
  }
  connection.is_basic = request.authorization_type == ConnectionAuthorizationType::basic;
  if (connection.is_basic && given.basic_auth_parameters) {
    connection.user_or_header = given.basic_auth_parameters->username;
    connection.secret = given.basic_auth_parameters->password;
  } else if (!connection.is_basic && given.api_key_auth_parameters) {
    connection.user_or_header = given.api_key_auth_parameters->api_key_name;
    connection.secret = given.api_key_auth_parameters->api_key_value;
  } else {
    return validation_error("AuthParameters must be those of the AuthorizationType.");
  }
  return connection;
}

ConnectionAuthorizationType type_of(const Connection& connection) {
  return connection.is_basic ? ConnectionAuthorizationType::basic
                             : ConnectionAuthorizationType::api_key;
}

/// The members that all answers about a connection have.
template <class Shown>
Shown shown(const World& world, const Connection& connection) {
  Shown shown;
  shown.connection_arn = connection_arn(world, connection);
  shown.connection_state = ConnectionState::authorized;
  shown.creation_time = connection.created_at;
  shown.last_modified_time = connection.created_at;
  return shown;
}

}  // namespace

Result<model::events::CreateConnectionResponse> create_connection(
    aws::Context& context, const model::events::CreateConnectionRequest& request) {
  auto connection = connection_of(request);
  if (!connection) return connection.error();
  const auto& others = context.store.table<Connection>(context.world).rows();
  if (context.store.find<Connection>(context.world, request.name) != nullptr) {
    return aws::Error(model::events::error::resource_already_exists_exception,
                      "Connection " + request.name + " already exists.");
  }
  if (others.size() >= destinations_max) return limit_exceeded();
  connection->id = context.ids.uuid();
  connection->created_at = context.now;
  const Connection& kept = context.store.put(context.world, *std::move(connection));
  return shown<model::events::CreateConnectionResponse>(context.world, kept);
}

Result<model::events::DescribeConnectionResponse> describe_connection(
    aws::Context& context, const model::events::DescribeConnectionRequest& request) {
  const auto found = find_connection(context, request.name);
  if (!found) return found.error();
  const Connection& connection = **found;
  auto response = shown<model::events::DescribeConnectionResponse>(context.world, connection);
  response.name = connection.name;
  response.description = connection.description;
  response.authorization_type = type_of(connection);
  response.last_authorized_time = connection.created_at;
  auto& parameters = response.auth_parameters.emplace();
  if (connection.is_basic) {
    parameters.basic_auth_parameters.emplace().username = connection.user_or_header;
  } else {
    parameters.api_key_auth_parameters.emplace().api_key_name = connection.user_or_header;
  }
  return response;
}

Result<model::events::ListConnectionsResponse> list_connections(
    aws::Context& context, const model::events::ListConnectionsRequest& request) {
  std::vector<model::events::Connection> connections;
  const bool any_state =
      !request.connection_state || request.connection_state == ConnectionState::authorized;
  for (const auto& [name, connection] : context.store.table<Connection>(context.world).rows()) {
    if (!any_state || !name.starts_with(request.name_prefix.value_or(""))) continue;
    auto listed = shown<model::events::Connection>(context.world, connection);
    listed.name = connection.name;
    listed.authorization_type = type_of(connection);
    listed.last_authorized_time = connection.created_at;
    connections.push_back(std::move(listed));
  }
  auto page = page_of(context, std::move(connections), request.next_token, request.limit,
                      [](const model::events::Connection& listed) { return *listed.name; });
  if (!page) return page.error();
  return model::events::ListConnectionsResponse{.connections = std::move(page->items),
                                                .next_token = std::move(page->next_token)};
}

Result<model::events::DeleteConnectionResponse> delete_connection(
    aws::Context& context, const model::events::DeleteConnectionRequest& request) {
  const auto found = find_connection(context, request.name);
  if (!found) return found.error();
  auto response = shown<model::events::DeleteConnectionResponse>(context.world, **found);
  response.connection_state = ConnectionState::deleting;
  response.last_authorized_time = (*found)->created_at;
  context.store.erase<Connection>(context.world, request.name);
  return response;
}

}  // namespace drydock::events::api
