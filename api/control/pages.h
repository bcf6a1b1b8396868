#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/describe/class.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/control/page.h"
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
  /// Another world has been loaded: controllers look at what there is of it.
  std::function<boost::asio::awaitable<void>()> look_again;
  /// Ends what tests have asked to go wrong, and forgets what was measured: a clean slate has none
  /// of it.
  std::function<void()> end_faults;
  /// How many layers that a store tells of are not here. On `workers`.
  std::function<std::size_t(const Store&)> missing_layers;
  /// Named states of the world; not set where nothing is kept.
  std::function<boost::asio::awaitable<Result<Done>>(std::string name)> save_snapshot;
  std::function<boost::asio::awaitable<Result<Done>>(std::string name)> load_snapshot;
  std::function<std::vector<std::string>()> snapshots;
  /// For what takes its time, so that nobody waits for it.
  boost::asio::any_io_executor workers;
  /// How long a request held the control thread at most since measuring began, and its beginning.
  std::function<std::chrono::nanoseconds()> longest_hold;
  std::function<void()> measure_holds;
};

/// How long the body of a request to such a page may be, in bytes; 0 for what is no page.
std::size_t body_limit(std::string_view target);

/// drydock's own pages, for people, scripts and tests. What changes something is a POST with the
/// header X-Drydock, which http::OriginGuard asks for:
///   GET  /                     for whoever opens drydock in a browser: where to go from here
///   GET  /_drydock/health      what runs and whether it is well; also /_localstack/health
///   GET  /_drydock/state       every record of every world, as JSON; none holds a secret of
///                              drydock's. Each is told as it is when its turn comes: while much is
///                              told, other calls go on, and who asks for it too waits for their
///                              turn
///   POST /_drydock/state       takes on such a text in place of all records, tasks and containers;
///                              {"missingLayers"} tells how many layers it tells of that are not
///                              here: nobody can pull their images
///   …    /_drydock/state.tar   the same with the images: see archive::Archives
///   …    /_drydock/clock, faults, assertions, events: see docs/testing.md
///   GET  /_drydock/snapshots   {"snapshots": [NAME, …]}
///   POST /_drydock/snapshots/NAME        keeps the state under the name
///   POST /_drydock/snapshots/NAME/load   takes that state on again
///   POST /_drydock/holds       begins to measure how long the control thread is held at a stretch
///   GET  /_drydock/holds       {"longestMilliseconds"} of processor time since then
///   POST /_drydock/reset       a clean slate: takes away every record and what runs for it, while
///                              other calls go on, and ends all faults
///   POST /_drydock/import      {"image", "repository", "tag", …}: see ImportRequest
/// and those of other classes that it is given.
class Pages {
 public:
  /// `world` is where an import goes that names none.
  Pages(Store& store, World world, Hooks hooks, PageList more = {});

  boost::asio::awaitable<http::Answer> answer(const http::Call& call);

 private:
  using Handler = boost::asio::awaitable<http::Answer> (Pages::*)(const http::Call&);
  [[nodiscard]] Page own(std::string path, boost::beast::http::verb method, Handler handler);
  [[nodiscard]] PageList own_pages();

  boost::asio::awaitable<http::Answer> welcome(const http::Call& call);
  boost::asio::awaitable<http::Answer> health(const http::Call& call);
  boost::asio::awaitable<http::Answer> state(const http::Call& call);
  boost::asio::awaitable<http::Answer> load_state(const http::Call& call);
  boost::asio::awaitable<http::Answer> list_snapshots(const http::Call& call);
  boost::asio::awaitable<http::Answer> snapshot(std::string name, bool load);
  boost::asio::awaitable<http::Answer> measure_holds(const http::Call& call);
  boost::asio::awaitable<http::Answer> holds(const http::Call& call);
  boost::asio::awaitable<http::Answer> reset(const http::Call& call);
  boost::asio::awaitable<http::Answer> import(const http::Call& call);

  Store& store_;
  World world_;
  Hooks hooks_;
  PageList pages_;
  int dumps_ = 0;                                        ///< States that are being written.
  std::optional<boost::asio::steady_timer> dump_ended_;  ///< Cancelled when one has been.
};

}  // namespace drydock::control
