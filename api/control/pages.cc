#include "api/control/pages.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/verb.hpp>
#include <iterator>
#include <utility>

#include "api/state_text.h"
#include "api/whole_change.h"
#include "async/on_executor.h"
#include "emulator/base/account.h"
#include "emulator/ecr/integrity.h"
#include "emulator/json/described_json.h"
#include "emulator/json/document.h"
#include "emulator/json/writer.h"

namespace drydock::control {
namespace asio = boost::asio;
using boost::beast::http::verb;
using http::Answer;

namespace {

// The page at "/": its text before, between and after what it tells of this drydock.
constexpr std::string_view page_before_version = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>drydock</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 42rem }</style>
<h1>drydock )html";
constexpr std::string_view page_before_engine = R"html( is running</h1>
<p>A local Amazon ECS, ECR and Elastic Load Balancing. Its engine: )html";
constexpr std::string_view page_after_engine = R"html(.</p>
<p>This port is for the AWS CLI, SDKs and docker. <code>eval "$(drydock env)"</code> points a shell's
clients at it; then try <code>aws ecs list-clusters</code>.</p>
<ul>
<li><a href="/_drydock/health">/_drydock/health</a>: what runs, and whether it is well</li>
<li><a href="/_drydock/state">/_drydock/state</a>: every record, as JSON</li>
</ul>
</html>
)html";

/// How many states are written at a time.
constexpr int dumps_at_once = 2;

/// One of them, however its coroutine ends.
class DumpTurn {
 public:
  DumpTurn(int& dumps, std::optional<asio::steady_timer>& ended) : dumps_(dumps), ended_(ended) {
    ++dumps_;
  }
  DumpTurn(const DumpTurn&) = delete;
  DumpTurn& operator=(const DumpTurn&) = delete;
  ~DumpTurn() {
    // Nobody waits once there is none; and the timer must not outlive what runs it.
    if (--dumps_ == 0) {
      ended_.reset();
    } else {
      ended_->cancel();
    }
  }

 private:
  int& dumps_;
  std::optional<asio::steady_timer>& ended_;
};

/// How many records a reset takes away before it lets other calls through.
constexpr std::size_t cleared_at_once = 500;

/// The services of /_localstack/health, which tools wait on until each is "available" or "running".
void write_services(json::Writer& writer) {
  writer.key("services");
  writer.begin_object();
  for (const char* service :
       {"application-autoscaling", "cloudwatch", "ec2", "ecr", "ecs", "elbv2", "iam", "sts"}) {
    writer.member(service, "running");
  }
  writer.end_object();
}

/// "/_drydock/snapshots/NAME" or "/_drydock/snapshots/NAME/load".
struct SnapshotPlace {
  std::string name;
  bool load = false;
};

std::optional<SnapshotPlace> snapshot_place(std::string_view path) {
  constexpr std::string_view prefix = "/_drydock/snapshots/";
  constexpr std::string_view load = "/load";
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  const bool loads = path.ends_with(load);
  if (loads) path.remove_suffix(load.size());
  return SnapshotPlace{std::string(path), loads};
}

/// "This page takes a GET or a POST."
std::string what_it_takes(const std::vector<verb>& methods) {
  std::string sentence = "This page takes";
  std::string_view link = " a ";
  for (const verb method : methods) {
    sentence += link;
    sentence += boost::beast::http::to_string(method);
    link = " or a ";
  }
  return sentence + ".";
}

Result<ImportRequest> read_import(std::string_view body) {
  const auto document = json::parse(body);
  if (!document) return document.error();
  return json::read<ImportRequest>(document->root());
}

}  // namespace

std::size_t body_limit(std::string_view target) {
  constexpr std::size_t mebibyte = 1024 * 1024;
  if (target == "/_drydock/state") return most_state_bytes;
  return target.starts_with("/_drydock/") ? mebibyte : 0;
}

Pages::Pages(Store& store, World world, Hooks hooks, PageList more)
    : store_(store), world_(std::move(world)), hooks_(std::move(hooks)), pages_(own_pages()) {
  std::ranges::move(more, std::back_inserter(pages_));
}

Page Pages::own(std::string path, verb method, Handler handler) {
  return {std::move(path), method,
          [this, handler](const http::Call& call) { return (this->*handler)(call); }};
}

PageList Pages::own_pages() {
  return {own("/", verb::get, &Pages::welcome),
          own("/_drydock/health", verb::get, &Pages::health),
          own("/_localstack/health", verb::get, &Pages::health),
          own("/_drydock/state", verb::get, &Pages::state),
          own("/_drydock/state", verb::post, &Pages::load_state),
          own("/_drydock/snapshots", verb::get, &Pages::list_snapshots),
          own("/_drydock/holds", verb::get, &Pages::holds),
          own("/_drydock/holds", verb::post, &Pages::measure_holds),
          own("/_drydock/reset", verb::post, &Pages::reset),
          own("/_drydock/import", verb::post, &Pages::import)};
}

asio::awaitable<Answer> Pages::answer(const http::Call& call) {
  const std::string_view target = call.header.target();
  const std::string_view path = target.substr(0, target.find('?'));
  const verb asked = call.header.method();
  const verb method = asked == verb::head ? verb::get : asked;
  std::vector<verb> taken;
  for (const Page& page : pages_) {
    if (page.path != path) continue;
    taken.push_back(page.method);
    if (page.method != method) continue;
    Answer told = co_await page.answer(call);
    co_return told;
  }
  const std::optional<SnapshotPlace> place = snapshot_place(path);
  if (place) taken.push_back(verb::post);
  if (taken.empty()) co_return refusal(404, "There is no page " + std::string(path) + ".");
  if (!place || method != verb::post) co_return refusal(405, what_it_takes(taken));
  Answer done = co_await snapshot(place->name, place->load);
  co_return done;
}

/// A state may be large, and is in memory whole: those of a few at a time.
asio::awaitable<Answer> Pages::state(const http::Call&) {
  while (dumps_ == dumps_at_once) {
    co_await dump_ended_->async_wait(asio::as_tuple(asio::use_awaitable));
  }
  const asio::any_io_executor control = co_await asio::this_coro::executor;
  if (!dump_ended_) dump_ended_.emplace(control, asio::steady_timer::time_point::max());
  const DumpTurn turn(dumps_, dump_ended_);
  std::string text = co_await write_state(store_, hooks_.workers);
  co_return json_answer(200, std::move(text));
}

/// Read into a store of its own first, elsewhere: what cannot be read changes nothing here.
asio::awaitable<Answer> Pages::load_state(const http::Call& call) {
  const std::string_view text = call.body;
  Store other(store_.kinds());
  std::size_t missing_layers = 0;
  const Result<Done> read = co_await call_on(hooks_.workers, [&] {
    Result<Done> loaded = other.load_json(text);
    if (loaded) loaded = ecr::check_manifests(other);
    if (loaded) missing_layers = hooks_.missing_layers(other);
    return loaded;
  });
  if (!read) co_return refusal(400, read.error().message());
  store_.become(other);
  co_await hooks_.look_again();
  json::Writer writer;
  writer.begin_object();
  writer.key("missingLayers");
  writer.integer(static_cast<std::int64_t>(missing_layers));
  writer.end_object();
  co_return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> Pages::list_snapshots(const http::Call&) {
  json::Writer writer;
  writer.begin_object();
  writer.key("snapshots");
  writer.begin_array();
  if (hooks_.snapshots) {
    for (const std::string& name : hooks_.snapshots()) writer.string(name);
  }
  writer.end_array();
  writer.end_object();
  co_return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> Pages::snapshot(std::string name, bool load) {
  if (!hooks_.save_snapshot) {
    co_return refusal(400, "This drydock keeps nothing (--ephemeral), and so no snapshots.");
  }
  Result<Done> done = Done{};
  if (load) {
    done = co_await hooks_.load_snapshot(name);
    co_await hooks_.look_again();
  } else {
    done = co_await hooks_.save_snapshot(name);
  }
  if (!done) co_return refusal(400, done.error().message());
  co_return json_answer(200, "{}");
}

asio::awaitable<Answer> Pages::reset(const http::Call&) {
  hooks_.end_faults();
  const asio::any_io_executor control = co_await asio::this_coro::executor;
  co_await change_whole(control, store_, [&] { return store_.clear_some(cleared_at_once); });
  co_return json_answer(200, "{}");
}

asio::awaitable<Answer> Pages::welcome(const http::Call&) {
  std::string body(page_before_version);
  body += DRYDOCK_VERSION;
  body += page_before_engine;
  body += hooks_.engine();
  if (!hooks_.engine_reachable()) body += ", which does not answer now";
  body += page_after_engine;
  co_return Answer{200, "text/html; charset=utf-8", std::move(body), {}};
}

asio::awaitable<Answer> Pages::health(const http::Call&) {
  json::Writer writer;
  writer.begin_object();
  writer.member("status", "running");
  writer.member("edition", "drydock");
  writer.member("version", DRYDOCK_VERSION);
  writer.member("engine", hooks_.engine());
  writer.key("engineReachable");
  writer.boolean(hooks_.engine_reachable());
  write_services(writer);
  writer.end_object();
  co_return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> Pages::measure_holds(const http::Call& call) {
  hooks_.measure_holds();
  Answer told = co_await holds(call);
  co_return told;
}

asio::awaitable<Answer> Pages::holds(const http::Call&) {
  const std::chrono::duration<double, std::milli> longest = hooks_.longest_hold();
  json::Writer writer;
  writer.begin_object();
  writer.key("longestMilliseconds");
  writer.number(longest.count());
  writer.end_object();
  co_return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> Pages::import(const http::Call& call) {
  Result<ImportRequest> request = read_import(call.body);
  if (!request) co_return refusal(400, request.error().message());
  World world{request->account.value_or(world_.account), request->region.value_or(world_.region)};
  if (!is_account(world.account)) co_return refusal(400, "An account has 12 digits.");
  if (world.region.empty()) co_return refusal(400, "A region has a name, such as us-east-1.");
  const Result<std::string> digest =
      co_await hooks_.import_image(std::move(world), std::move(*request));
  if (!digest) co_return refusal(400, digest.error().message());
  json::Writer writer;
  writer.begin_object();
  writer.member("imageDigest", *digest);
  writer.end_object();
  co_return json_answer(200, std::string(writer.text()));
}

}  // namespace drydock::control
