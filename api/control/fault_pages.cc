#include "api/control/fault_pages.h"

#include <utility>
#include <variant>

#include "api/aws/iso8601.h"
#include "api/control/fault_request.h"
#include "emulator/base/iso_duration.h"
#include "emulator/json/document.h"
#include "emulator/json/writer.h"

namespace drydock::control {
namespace asio = boost::asio;
using boost::beast::http::verb;
using http::Answer;

namespace {

void integer(json::Writer& writer, std::string_view name, std::int64_t value) {
  writer.key(name);
  writer.integer(value);
}

void write_image(json::Writer& writer, const std::string& image) {
  if (!image.empty()) writer.member("image", image);
}

void write(json::Writer& writer, const FailingPulls& pulls) {
  writer.key("pulls");
  writer.begin_object();
  integer(writer, "fail", pulls.left);
  write_image(writer, pulls.image);
  writer.member("reason", pulls.reason);
  writer.end_object();
}

void write(json::Writer& writer, const SlowStarts& starts) {
  writer.key("starts");
  writer.begin_object();
  writer.member("slow", iso_duration(starts.by));
  write_image(writer, starts.image);
  writer.end_object();
}

void write(json::Writer& writer, const UnhealthyContainer& container) {
  writer.key("container");
  writer.begin_object();
  writer.member("task", container.task);
  writer.member("name", container.name);
  writer.key("unhealthy");
  writer.boolean(true);
  writer.end_object();
}

void write(json::Writer& writer, const UnhealthyTarget& target) {
  writer.key("target");
  writer.begin_object();
  writer.member("targetGroup", target.target_group);
  writer.member("id", target.id);
  integer(writer, "port", target.port);
  writer.key("unhealthy");
  writer.boolean(true);
  writer.end_object();
}

void write(json::Writer& writer, const LostEngine&) {
  writer.key("engine");
  writer.begin_object();
  writer.key("lost");
  writer.boolean(true);
  writer.end_object();
}

void write(json::Writer& writer, const ZoneLoss& loss) {
  writer.key("zone");
  writer.begin_object();
  writer.member("name", loss.zone);
  writer.key("lost");
  writer.boolean(true);
  writer.end_object();
}

void write(json::Writer& writer, const FaultInForce& in_force) {
  writer.begin_object();
  writer.member("id", in_force.id);
  if (in_force.until) writer.member("until", aws::iso8601(*in_force.until));
  std::visit([&](const auto& fault) { write(writer, fault); }, in_force.fault);
  writer.end_object();
}

std::string told(const ContainerCrash& crash) {
  json::Writer writer;
  writer.begin_object();
  writer.key("container");
  writer.begin_object();
  writer.member("task", crash.task);
  writer.member("name", crash.name);
  integer(writer, "crash", crash.exit_code);
  writer.end_object();
  writer.end_object();
  return std::string(writer.text());
}

/// The id that the body of a DELETE names; empty for all.
Result<std::string> read_id(std::string_view body) {
  if (body.empty()) return std::string();
  const auto document = json::parse(body);
  if (!document) return document.error();
  const auto id = document->root()["id"].as_string();
  if (document->root().size() == 1 && id && !id->empty()) return std::string(*id);
  return aws::Error("ValidationException",
                    R"(Say nothing to end all faults, or {"id": "1"} to end one.)");
}

}  // namespace

FaultPages::FaultPages(const Store& store, Faults& faults, Crash crash)
    : store_(store), faults_(faults), crash_(std::move(crash)) {}

PageList FaultPages::pages() {
  return {
      {"/_drydock/faults", verb::get, [this](const http::Call& call) { return list(call); }},
      {"/_drydock/faults", verb::post, [this](const http::Call& call) { return begin(call); }},
      {"/_drydock/faults", verb::delete_, [this](const http::Call& call) { return end(call); }}};
}

asio::awaitable<Answer> FaultPages::begin(const http::Call& call) {
  const Result<FaultRequest> request = read_fault(store_, call.body);
  if (!request) co_return refusal(400, request.error().message());
  if (const auto* crash = std::get_if<ContainerCrash>(&*request)) {
    const auto crashed = co_await crash_(crash->engine_id, crash->exit_code);
    if (!crashed) co_return refusal(409, crashed.error().message);
    co_return json_answer(200, told(*crash));
  }
  const auto& lasting = std::get<LastingFault>(*request);
  const Result<FaultInForce> begun = faults_.begin(lasting.fault, lasting.span);
  if (!begun) co_return refusal(409, begun.error().message());
  json::Writer writer;
  write(writer, *begun);
  co_return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> FaultPages::list(const http::Call&) {
  json::Writer writer;
  writer.begin_object();
  writer.key("faults");
  writer.begin_array();
  for (const FaultInForce& in_force : faults_.in_force()) write(writer, in_force);
  writer.end_array();
  writer.end_object();
  co_return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> FaultPages::end(const http::Call& call) {
  const Result<std::string> id = read_id(call.body);
  if (!id) co_return refusal(400, id.error().message());
  if (id->empty()) {
    faults_.end_all();
  } else if (!faults_.end(*id)) {
    co_return refusal(404, "No fault " + *id + " is in force.");
  }
  co_return json_answer(200, "{}");
}

}  // namespace drydock::control
