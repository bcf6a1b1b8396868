#pragma once

#include <cstddef>
#include <string>

#include "api/ecs/lookup.h"
#include "emulator/base/sha256.h"
#include "emulator/ecs/client_token.h"
#include "emulator/json/shape_json.h"

/// What calls with a client token begin with.
namespace drydock::ecs::api {

/// Of CreateService, CreateTaskSet, CreateDaemon and CreateGateway.
inline constexpr std::size_t service_token_length_max = 36;
/// Of RunTask.
inline constexpr std::size_t task_token_length_max = 64;

/// The digest of the token that the call has, in the cluster of this name; empty where it has none.
template <class Request>
Result<std::string> client_token_of(std::string_view operation, std::string_view cluster,
                                    const Request& request, std::size_t longest) {
  if (!request.client_token || request.client_token->empty()) return std::string();
  // That AWS says so in these words is inferred from what it documents of the token.
  if (!is_client_token(*request.client_token, longest)) {
    return invalid_parameter("clientToken can be up to " + std::to_string(longest) +
                             " ASCII characters in the range of 33-126 (inclusive).");
  }
  return digest_of_token(operation, cluster, *request.client_token);
}

/// The digest of all that a call says.
template <class Request>
std::string digest_of_request(const Request& request) {
  json::Writer writer;
  json::encode(writer, request);
  return sha256_hex(writer.text());
}

}  // namespace drydock::ecs::api
