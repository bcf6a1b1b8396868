#include "api/control/pages.h"

#include <boost/beast/http/verb.hpp>
#include <utility>

#include "async/let_others.h"
#include "emulator/json/described_json.h"
#include "emulator/json/document.h"
#include "emulator/json/writer.h"
#include "emulator/store/state_dump.h"

namespace drydock::control {
namespace asio = boost::asio;
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

/// How many records a reset takes away before it lets other calls through.
constexpr std::size_t cleared_at_once = 500;

Answer json_answer(unsigned status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

/// {"message": …}: what every refusal of these pages looks like.
Answer refusal(unsigned status, std::string_view message) {
  json::Writer writer;
  writer.begin_object();
  writer.member("message", message);
  writer.end_object();
  return json_answer(status, std::string(writer.text()));
}

/// The services of /_localstack/health, which tools wait on until each is "available" or "running".
void write_services(json::Writer& writer) {
  writer.key("services");
  writer.begin_object();
  for (const char* service : {"ec2", "ecr", "ecs", "elbv2", "iam", "sts"}) {
    writer.member(service, "running");
  }
  writer.end_object();
}

bool is_account(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Result<ImportRequest> read_import(std::string_view body) {
  const auto document = json::parse(body);
  if (!document) return document.error();
  return json::read<ImportRequest>(document->root());
}

}  // namespace

Pages::Pages(Store& store, World world, Hooks hooks)
    : store_(store), world_(std::move(world)), hooks_(std::move(hooks)) {}

asio::awaitable<Answer> Pages::answer(const http::Call& call) {
  const std::string_view target = call.header.target();
  const std::string_view path = target.substr(0, target.find('?'));
  const bool post = call.header.method() == boost::beast::http::verb::post;
  if (path == "/") co_return welcome();
  if (path == "/_drydock/health" || path == "/_localstack/health") co_return health();
  if (path == "/_drydock/state") {
    Answer told = co_await state();
    co_return told;
  }
  if (path == "/_drydock/holds") co_return holds(post);
  if (path == "/_drydock/reset" || path == "/_drydock/import") {
    if (!post) co_return refusal(405, "This page takes a POST.");
    if (path == "/_drydock/import") {
      Answer imported = co_await import(std::string(call.body));
      co_return imported;
    }
    Answer cleared = co_await reset();
    co_return cleared;
  }
  co_return refusal(404, "There is no page " + std::string(path) + ".");
}

asio::awaitable<Answer> Pages::state() {
  StateDump dump(store_);
  while (dump.write_some()) co_await let_others();
  co_return json_answer(200, dump.take());
}

asio::awaitable<Answer> Pages::reset() {
  while (store_.clear_some(cleared_at_once)) co_await let_others();
  co_return json_answer(200, "{}");
}

Answer Pages::welcome() const {
  std::string body(page_before_version);
  body += DRYDOCK_VERSION;
  body += page_before_engine;
  body += hooks_.engine();
  if (!hooks_.engine_reachable()) body += ", which does not answer now";
  body += page_after_engine;
  return {200, "text/html; charset=utf-8", std::move(body), {}};
}

Answer Pages::health() const {
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
  return json_answer(200, std::string(writer.text()));
}

Answer Pages::holds(bool anew) const {
  if (anew) hooks_.measure_holds();
  const std::chrono::duration<double, std::milli> longest = hooks_.longest_hold();
  json::Writer writer;
  writer.begin_object();
  writer.key("longestMilliseconds");
  writer.number(longest.count());
  writer.end_object();
  return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> Pages::import(std::string body) {
  Result<ImportRequest> request = read_import(body);
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
