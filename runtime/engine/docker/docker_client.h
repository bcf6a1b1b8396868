#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/ports/engine.h"
#include "runtime/engine/docker/docker_host.h"
#include "runtime/http_client/curl_multi.h"

namespace drydock::docker {

/// Versions of the Engine API that drydock speaks. 1.41 is Docker 20.10; all that it uses has
/// stayed the same up to 1.44, below which later engines do not go.
/// https://docs.docker.com/reference/api/engine/version-history/
struct ApiVersion {
  int major = 0;
  int minor = 0;

  static std::optional<ApiVersion> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  friend auto operator<=>(const ApiVersion&, const ApiVersion&) = default;
};
inline constexpr ApiVersion oldest_api{1, 41};
inline constexpr ApiVersion newest_api{1, 44};

/// A request to the engine. Its path starts after the API version.
struct Request {
  std::string method;
  std::string path;  ///< "/containers/json?all=true", encoded.
  std::string body;
  std::string content_type = "application/json";
  std::string registry_auth;  ///< The header X-Registry-Auth; empty for none.
  Duration timeout{30'000};   ///< Zero for no end.
  Duration idle_timeout{0};
  std::function<void(int status)> on_head;
  std::function<void(std::string_view piece)> on_body;
};

/// What a ping tells of the engine.
struct Greeting {
  ApiVersion api;       ///< What drydock speaks with it.
  std::string version;  ///< Of the engine: "20.10.24"; the API's where it does not tell its own.
  std::string date;     ///< The engine's present time, as an HTTP date.
};

/// Speaks HTTP with a Docker engine and tells its errors by kind.
class DockerClient {
 public:
  DockerClient(DockerHost host, boost::asio::any_io_executor executor,
               Duration greeting_patience = Duration{5'000});

  /// Negotiates the API version. Kind::refused where the engine's is older than oldest_api. An
  /// engine that does not answer within the greeting's patience is unreachable: it takes
  /// connections and is frozen.
  boost::asio::awaitable<EngineResult<Greeting>> greet();

  /// A reply of 2xx or 304; negotiates before the first. Any other is an error of the kind that its
  /// status and words tell. Kind::timeout is told only of an engine that answers a greeting.
  boost::asio::awaitable<EngineResult<HttpReply>> ask(Request request);

  /// The engine may be another one when it is back: the version is negotiated again.
  void forget_version() { api_.reset(); }
  [[nodiscard]] const DockerHost& host() const { return host_; }

 private:
  boost::asio::awaitable<EngineResult<HttpReply>> fetch(HttpCall call);

  DockerHost host_;
  Duration greeting_patience_;
  CurlMulti curl_;
  std::optional<ApiVersion> api_;
};

/// The kind of error that a status of 400 and above and its message tell.
EngineError::Kind kind_of(int status, std::string_view message);

}  // namespace drydock::docker
