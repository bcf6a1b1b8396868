#pragma once

#include <string>
#include <vector>

#include "emulator/events/delivery.h"

namespace drydock::events {

struct ApiDestination;
struct Connection;

/// A call to an API destination.
struct HttpRequest {
  std::string url;
  std::vector<std::string> headers;  ///< "Name: value"
  std::string body;
};

/// The endpoint with its `*` filled in order by the target's path parameters, its query parameters
/// and headers, and the connection's authorization. What the target says that is no text of a
/// header is left out.
HttpRequest request_of(const Delivery& delivery, const ApiDestination& destination,
                       const Connection& connection);

}  // namespace drydock::events
