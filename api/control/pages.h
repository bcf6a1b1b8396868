#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/describe/class.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "api/http/server.h"
#include "emulator/base/result.h"
#include "emulator/store/store.h"

namespace drydock::control {

/// What `POST /_drydock/import` is asked: to put an image that the engine has into ECR.
struct ImportRequest {
  std::string image;       ///< The engine's name for it, "shop:v1".
  std::string repository;  ///< ECR's repository, which must be there.
  std::string tag;
  std::optional<std::string> account;  ///< Whose registry: 12 digits; by default drydock's own.
  std::optional<std::string> region;
};
BOOST_DESCRIBE_STRUCT(ImportRequest, (), (image, repository, tag, account, region))

/// What the pages tell, and do, beyond the store.
struct Hooks {
  /// The container engine's name and version, and whether it answers now.
  std::function<std::string()> engine;
  std::function<bool()> engine_reachable;
  /// Puts an image into ECR; the digest it has there.
  std::function<boost::asio::awaitable<Result<std::string>>(World, ImportRequest)> import_image;
  /// How long a request held the control thread at most since measuring began, and its beginning.
  std::function<std::chrono::nanoseconds()> longest_hold;
  std::function<void()> measure_holds;
};

/// drydock's own pages, for people, scripts and tests. What changes something is a POST with the
/// header X-Drydock, which http::OriginGuard asks for:
///   GET  /                     for whoever opens drydock in a browser: where to go from here
///   GET  /_drydock/health      what runs and whether it is well; also /_localstack/health
///   GET  /_drydock/state       every record of every world, as JSON; none holds a secret of
///                              drydock's. Each is told as it is when its turn comes: while much is
///                              told, other calls go on
///   POST /_drydock/holds       begins to measure how long the control thread is held at a stretch
///   GET  /_drydock/holds       {"longestMilliseconds"} of processor time since then
///   POST /_drydock/reset       a clean slate: takes away every record and what runs for it, while
///                              other calls go on
///   POST /_drydock/import      {"image", "repository", "tag", …}: see ImportRequest
class Pages {
 public:
  /// `world` is where an import goes that names none.
  Pages(Store& store, World world, Hooks hooks);

  boost::asio::awaitable<http::Answer> answer(const http::Call& call);

 private:
  [[nodiscard]] http::Answer welcome() const;
  [[nodiscard]] http::Answer health() const;
  [[nodiscard]] http::Answer holds(bool anew) const;
  boost::asio::awaitable<http::Answer> state();
  boost::asio::awaitable<http::Answer> reset();
  boost::asio::awaitable<http::Answer> import(std::string body);

  Store& store_;
  World world_;
  Hooks hooks_;
};

}  // namespace drydock::control
