#include "emulator/events/http_request.h"

#include <algorithm>
#include <cstdio>

#include "emulator/base/percent.h"
#include "emulator/events/api_destination.h"

namespace drydock::events {
namespace {

/// A field of a header that begins no other.
bool is_header(std::string_view name, std::string_view value) {
  const auto is_control = [](char letter) {
    return static_cast<unsigned char>(letter) < 32 || letter == 127;
  };
  return !name.empty() && name.find_first_of(": \t") == std::string_view::npos &&
         std::ranges::none_of(name, is_control) && std::ranges::none_of(value, is_control);
}

std::string filled(const std::string& endpoint, const std::vector<std::string>& values) {
  std::string url;
  std::size_t next = 0;
  for (const char letter : endpoint) {
    if (letter == '*' && next < values.size()) {
      url += percent_encoded(values[next++]);
    } else {
      url += letter;
    }
  }
  return url;
}

}  // namespace

HttpRequest request_of(const Delivery& delivery, const ApiDestination& destination,
                       const Connection& connection) {
  HttpRequest request;
  request.headers = {"Content-Type: application/json; charset=utf-8",
                     "User-Agent: Amazon/EventBridge/ApiDestinations",
                     authorization_header(connection)};
  request.body = delivery.input;
  const auto http = delivery.target.http_parameters.value_or(model::events::HttpParameters{});
  request.url =
      filled(destination.endpoint, http.path_parameter_values.value_or(std::vector<std::string>{}));
  if (http.query_string_parameters) {
    char divider = request.url.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [name, value] : *http.query_string_parameters) {
      request.url += divider + percent_encoded(name) + "=" + percent_encoded(value);
      divider = '&';
    }
  }
  if (!http.header_parameters) return request;
  for (const auto& [name, value] : *http.header_parameters) {
    if (is_header(name, value)) request.headers.push_back(name + ": " + value);
  }
  return request;
}

}  // namespace drydock::events
