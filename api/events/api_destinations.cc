#include "api/events/api_destinations.h"

#include "api/events/lookup.h"
#include "emulator/events/api_destination.h"
#include "model/events/service_model.h"

namespace drydock::events::api {
namespace {

using model::events::ApiDestinationState;

/// What AWS tells where no rate is set; drydock then sets none.
constexpr int calls_per_second_by_default = 300;

Result<const ApiDestination*> find_destination(const aws::Context& context,
                                               const std::string& name) {
  const auto* destination = context.store.find<ApiDestination>(context.world, name);
  if (destination == nullptr) {
    return not_found("Failed to describe the api-destination(s). Api-destination '" + name +
                     "' does not exist.");
  }
  return destination;
}

/// The name of the connection of an ARN, which must be there.
Result<std::string> connection_of(const aws::Context& context, const std::string& arn) {
  const auto name = name_in_arn(context.world, arn, "connection");
  const auto* connection = name ? context.store.find<Connection>(context.world, *name) : nullptr;
  if (connection == nullptr || connection_arn(context.world, *connection) != arn) {
    return not_found("Connection '" + arn + "' does not exist.");
  }
  return connection->name;
}

Result<Done> check_endpoint(const std::string& endpoint) {
  constexpr std::string_view scheme = "http://";
  if (endpoint.starts_with(scheme) && endpoint.size() > scheme.size()) return Done{};
  return validation_error(
      "InvocationEndpoint: drydock sends events to http:// URLs, such as one on this machine.");
}

template <class Shown>
Shown shown(const aws::Context& context, const ApiDestination& destination) {
  Shown shown;
  shown.api_destination_arn = api_destination_arn(context.world, destination);
  shown.creation_time = destination.created_at;
  shown.last_modified_time = destination.modified_at;
  // "INACTIVE" where it cannot be called: here, where its connection has gone.
  const bool has_connection =
      context.store.find<Connection>(context.world, destination.connection) != nullptr;
  shown.api_destination_state =
      has_connection ? ApiDestinationState::active : ApiDestinationState::inactive;
  return shown;
}

/// What DescribeApiDestination and ListApiDestinations tell alike.
template <class Shown>
Shown told(const aws::Context& context, const ApiDestination& destination) {
  auto told = shown<Shown>(context, destination);
  told.name = destination.name;
  const auto* connection = context.store.find<Connection>(context.world, destination.connection);
  if (connection != nullptr) told.connection_arn = connection_arn(context.world, *connection);
  told.invocation_endpoint = destination.endpoint;
  told.http_method = model::from_text<model::events::ApiDestinationHttpMethod>(destination.method);
  told.invocation_rate_limit_per_second =
      destination.calls_per_second.value_or(calls_per_second_by_default);
  return told;
}

}  // namespace

Result<model::events::CreateApiDestinationResponse> create_api_destination(
    aws::Context& context, const model::events::CreateApiDestinationRequest& request) {
  if (context.store.find<ApiDestination>(context.world, request.name) != nullptr) {
    return aws::Error(model::events::error::resource_already_exists_exception,
                      "An api-destination '" + request.name + "' already exists.");
  }
  if (context.store.table<ApiDestination>(context.world).rows().size() >= destinations_max) {
    return limit_exceeded();
  }
  auto connection = connection_of(context, request.connection_arn);
  if (!connection) return connection.error();
  if (const auto checked = check_endpoint(request.invocation_endpoint); !checked) {
    return checked.error();
  }
  ApiDestination destination{.name = request.name,
                             .id = context.ids.uuid(),
                             .description = request.description,
                             .connection = *std::move(connection),
                             .endpoint = request.invocation_endpoint,
                             .method = std::string(model::to_text(request.http_method)),
                             .calls_per_second = request.invocation_rate_limit_per_second,
                             .created_at = context.now,
                             .modified_at = context.now};
  const auto& kept = context.store.put(context.world, std::move(destination));
  return shown<model::events::CreateApiDestinationResponse>(context, kept);
}

Result<model::events::DescribeApiDestinationResponse> describe_api_destination(
    aws::Context& context, const model::events::DescribeApiDestinationRequest& request) {
  const auto found = find_destination(context, request.name);
  if (!found) return found.error();
  auto response = told<model::events::DescribeApiDestinationResponse>(context, **found);
  response.description = (*found)->description;
  return response;
}

Result<model::events::ListApiDestinationsResponse> list_api_destinations(
    aws::Context& context, const model::events::ListApiDestinationsRequest& request) {
  std::vector<model::events::ApiDestination> listed;
  for (const auto& [name, destination] :
       context.store.table<ApiDestination>(context.world).rows()) {
    auto one = told<model::events::ApiDestination>(context, destination);
    const bool wanted = name.starts_with(request.name_prefix.value_or("")) &&
                        (!request.connection_arn || request.connection_arn == one.connection_arn);
    if (wanted) listed.push_back(std::move(one));
  }
  auto page = page_of(context, std::move(listed), request.next_token, request.limit,
                      [](const model::events::ApiDestination& one) { return *one.name; });
  if (!page) return page.error();
  return model::events::ListApiDestinationsResponse{.api_destinations = std::move(page->items),
                                                    .next_token = std::move(page->next_token)};
}

Result<model::events::UpdateApiDestinationResponse> update_api_destination(
    aws::Context& context, const model::events::UpdateApiDestinationRequest& request) {
  const auto found = find_destination(context, request.name);
  if (!found) return found.error();
  ApiDestination updated = **found;
  if (request.connection_arn) {
    auto connection = connection_of(context, *request.connection_arn);
    if (!connection) return connection.error();
    updated.connection = *std::move(connection);
  }
  if (request.invocation_endpoint) {
    const auto checked = check_endpoint(*request.invocation_endpoint);
    if (!checked) return checked.error();
    updated.endpoint = *request.invocation_endpoint;
  }
  if (request.description) updated.description = request.description;
  if (request.http_method) updated.method = model::to_text(*request.http_method);
  if (request.invocation_rate_limit_per_second) {
    updated.calls_per_second = request.invocation_rate_limit_per_second;
  }
  updated.modified_at = context.now;
  const auto& kept = context.store.put(context.world, std::move(updated));
  return shown<model::events::UpdateApiDestinationResponse>(context, kept);
}

Result<model::events::DeleteApiDestinationResponse> delete_api_destination(
    aws::Context& context, const model::events::DeleteApiDestinationRequest& request) {
  const auto found = find_destination(context, request.name);
  if (!found) return found.error();
  context.store.erase<ApiDestination>(context.world, request.name);
  return model::events::DeleteApiDestinationResponse{};
}

}  // namespace drydock::events::api
