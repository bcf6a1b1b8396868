#include "runtime/engine/docker/docker_client.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "emulator/json/document.h"

namespace drydock::docker {
namespace asio = boost::asio;
using boost::system::error_code;
using Kind = EngineError::Kind;

namespace {

/// The engine's words, out of {"message": "…"}.
std::string message_of(const HttpReply& reply) {
  constexpr std::size_t longest = 1000;
  const auto document = json::parse(reply.body);
  if (document) {
    const json::View root = document->root();
    if (const auto message = root["message"].as_string()) {
      return std::string(message->substr(0, longest));
    }
  }
  return reply.body.empty() ? "HTTP status " + std::to_string(reply.status)
                            : reply.body.substr(0, longest);
}

/// What the engine tells of a machine full of containers is less than a tenth of it.
constexpr std::size_t reply_limit = 16U << 20;

EngineError transport_error(const DockerHost& host, const error_code& error) {
  namespace errc = boost::system::errc;
  const std::string where = host.unix_socket.empty() ? host.url : host.unix_socket;
  if (error == errc::timed_out) {
    return {Kind::timeout, "the Docker engine at " + where + " did not answer in time"};
  }
  return {Kind::unreachable,
          "the Docker engine at " + where + " does not answer: " + error.message()};
}

/// Of "Docker/20.10.24 (linux)", the header Server of a ping, the version.
std::string version_in(std::string_view server) {
  const auto slash = server.find('/');
  if (slash == std::string_view::npos) return {};
  server.remove_prefix(slash + 1);
  return std::string(server.substr(0, server.find(' ')));
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

std::optional<ApiVersion> ApiVersion::parse(std::string_view text) {
  ApiVersion version;
  const char* end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version.major);
  if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.') return std::nullopt;
  const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
  if (minor.ec != std::errc{} || minor.ptr != end) return std::nullopt;
  return version;
}

std::string ApiVersion::text() const { return std::to_string(major) + "." + std::to_string(minor); }

// The engine has one status for several reasons: an address in use is 403, a port in use 500.
Kind kind_of(int status, std::string_view message) {
  constexpr std::array<std::string_view, 5> taken{"already in use", "already allocated",
                                                  "already exists", "overlaps", "active endpoints"};
  if (status == 409) return Kind::conflict;
  if (status == 404) {
    return contains(message, "No such image") ? Kind::image_missing : Kind::not_found;
  }
  const bool conflict =
      std::ranges::any_of(taken, [&](std::string_view words) { return contains(message, words); });
  return conflict ? Kind::conflict : Kind::refused;
}

DockerClient::DockerClient(DockerHost host, asio::any_io_executor executor,
                           Duration greeting_patience)
    : host_(std::move(host)), greeting_patience_(greeting_patience), curl_(std::move(executor)) {}

asio::awaitable<EngineResult<HttpReply>> DockerClient::fetch(HttpCall call) {
  call.url.insert(0, host_.url);
  call.unix_socket = host_.unix_socket;
  call.body_limit = reply_limit;
  auto reply = co_await curl_.fetch(std::move(call));
  if (!reply) co_return transport_error(host_, reply.error());
  if (reply->status < 400) co_return std::move(*reply);
  std::string message = message_of(*reply);
  const Kind kind = kind_of(reply->status, message);
  co_return EngineError(kind, std::move(message));
}

asio::awaitable<EngineResult<Greeting>> DockerClient::greet() {
  HttpCall call;
  call.url = "/_ping";
  call.timeout = greeting_patience_;
  const auto reply = co_await fetch(std::move(call));
  if (!reply) {
    EngineError error = reply.error();
    if (error.kind == Kind::timeout) error.kind = Kind::unreachable;
    co_return error;
  }
  const auto header = [&](const char* name) {
    const auto found = reply->headers.find(name);
    return found == reply->headers.end() ? std::string() : found->second;
  };
  const std::string offered = header("api-version");
  const auto version = ApiVersion::parse(offered);
  if (!version || *version < oldest_api) {
    co_return EngineError(Kind::refused, "the Docker engine speaks API " +
                                             (version ? offered : "unknown") +
                                             ", and drydock needs " + oldest_api.text() +
                                             " or newer: update it to Docker 20.10 or later");
  }
  api_ = std::min(*version, newest_api);
  Greeting greeting{*api_, version_in(header("server")), header("date")};
  if (greeting.version.empty()) greeting.version = "with API " + offered;
  co_return greeting;
}

asio::awaitable<EngineResult<HttpReply>> DockerClient::ask(Request request) {
  if (!api_) {
    const auto greeting = co_await greet();
    if (!greeting) co_return greeting.error();
  }
  HttpCall call;
  call.method = std::move(request.method);
  call.url = "/v" + api_->text() + request.path;
  if (!request.body.empty()) call.headers.push_back("Content-Type: " + request.content_type);
  if (!request.registry_auth.empty()) {
    call.headers.push_back("X-Registry-Auth: " + request.registry_auth);
  }
  call.body = std::move(request.body);
  call.timeout = request.timeout;
  call.idle_timeout = request.idle_timeout;
  call.on_head = std::move(request.on_head);
  call.on_body = std::move(request.on_body);
  auto reply = co_await fetch(std::move(call));
  if (reply || reply.error().kind != Kind::timeout) co_return reply;
  // Is it this call alone that takes long, or does the engine not answer anybody?
  const auto alive = co_await greet();
  if (!alive) co_return alive.error();
  co_return reply;
}

}  // namespace drydock::docker
