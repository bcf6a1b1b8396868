#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"

namespace drydock::ecs {

/// That a call with a client token, such as RunTask or CreateService, was carried out, so that
/// the same call again gives the same answer and makes nothing new.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
struct ClientTokenUse {
  static constexpr std::string_view table = "client_tokens";
  [[nodiscard]] std::string key() const { return token_digest; }

  std::string token_digest;        ///< Of operation, cluster and token: see digest_of_token.
  std::string request_digest;      ///< Of all that was asked for beside.
  std::vector<std::string> tasks;  ///< The keys of the tasks that it started.
  std::string service;             ///< Or that of the service that it made.
  std::string task_set;            ///< Or that of the task set.
  std::string daemon;              ///< Or that of the daemon.
  std::string gateway;             ///< Or that of the gateway.
  TimePoint used_at;

  friend bool operator==(const ClientTokenUse&, const ClientTokenUse&) = default;
};
BOOST_DESCRIBE_STRUCT(ClientTokenUse, (),
                      (token_digest, request_digest, tasks, service, task_set, daemon, gateway,
                       used_at))

/// A token of RunTask is good for so long, but no longer than an hour after the last of its tasks
/// has stopped; one of CreateService as long as the service is ACTIVE, ones of CreateTaskSet,
/// CreateDaemon and CreateGateway as long as the set, the daemon or the gateway is there.
inline constexpr Duration client_token_lifetime = std::chrono::hours(24);

/// What a use is found by. Requests with one token in one cluster are one request.
std::string digest_of_token(std::string_view operation, std::string_view cluster,
                            std::string_view token);

/// Whether the token is made of `longest` ASCII characters of 33 to 126 at most.
bool is_client_token(std::string_view text, std::size_t longest);

}  // namespace drydock::ecs
