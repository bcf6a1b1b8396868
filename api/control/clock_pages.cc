#include "api/control/clock_pages.h"

#include <string>
#include <utility>

#include "api/aws/iso8601.h"
#include "emulator/base/iso_duration.h"
#include "emulator/json/writer.h"

namespace drydock::control {
namespace asio = boost::asio;
using boost::beast::http::verb;
using http::Answer;

namespace {

constexpr std::string_view refused = "ValidationException";

/// Timestamps have years of four digits.
constexpr TimePoint last_instant{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};

/// What a call asks of the clock.
struct Request {
  Duration span{0};
  bool until_idle = false;
};

aws::Error invalid_move(std::string message) { return {refused, std::move(message)}; }

Result<Duration> read_span(json::View body, std::string_view member) {
  const auto text = body[member].as_string();
  const auto span = text ? parse_iso_duration(*text) : std::nullopt;
  if (span && *span <= longest_move) return *span;
  return invalid_move(
      std::string(member) +
      " takes an ISO 8601 duration of days, hours, minutes and seconds, such as PT5M, of "
      "at most 366 days.");
}

Result<Request> read_request(std::string_view text) {
  const auto document = json::parse(text);
  if (!document) return document.error();
  const json::View body = document->root();
  const bool advances = !body["advance"].is_absent();
  const bool until = !body["until"].is_absent();
  if (!body.is_object() || advances == until) {
    return invalid_move(R"(Say either {"advance": "PT5M"} or {"until": "idle"}.)");
  }
  const std::vector<std::string_view> known = advances
                                                  ? std::vector<std::string_view>{"advance"}
                                                  : std::vector<std::string_view>{"until", "limit"};
  if (const std::string_view unknown = unknown_member(body, known); !unknown.empty()) {
    return invalid_move("There is no member " + std::string(unknown) + " here.");
  }
  if (until && body["until"].as_string() != "idle") return invalid_move("until takes \"idle\".");
  if (until && body["limit"].is_absent()) return Request{usual_idle_limit, true};
  const Result<Duration> span = read_span(body, advances ? "advance" : "limit");
  if (!span) return span.error();
  return Request{*span, until};
}

std::string told(const ClockMove& move) {
  json::Writer writer;
  writer.begin_object();
  writer.member("from", aws::iso8601(move.from));
  writer.member("now", aws::iso8601(move.now));
  writer.key("idle");
  writer.boolean(move.idle);
  writer.end_object();
  return std::string(writer.text());
}

}  // namespace

PageList ClockPages::pages() {
  return {{"/_drydock/clock", verb::get, [this](const http::Call& call) { return tell(call); }},
          {"/_drydock/clock", verb::post, [this](const http::Call& call) { return move(call); }}};
}

asio::awaitable<Answer> ClockPages::tell(const http::Call&) {
  json::Writer writer;
  writer.begin_object();
  writer.member("clock", movable_ == nullptr ? "real" : "virtual");
  writer.member("now", aws::iso8601(clock_.now()));
  writer.end_object();
  co_return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> ClockPages::move(const http::Call& call) {
  const Result<Request> request = read_request(call.body);
  if (!request) co_return refusal(400, request.error().message());
  if (movable_ == nullptr) {
    co_return refusal(
        409,
        "This drydock's clock is the machine's, which nobody moves: start drydock with "
        "--clock virtual --engine simulated.");
  }
  if (request->span > last_instant - clock_.now()) {
    co_return refusal(400, "The clock does not go beyond the year 9999.");
  }
  Result<ClockMove> moved = ClockMove{};
  if (request->until_idle) {
    moved = co_await movable_->advance_until_idle(request->span);
  } else {
    moved = co_await movable_->advance(request->span);
  }
  if (!moved) co_return refusal(409, moved.error().message());
  co_return json_answer(200, told(*moved));
}

}  // namespace drydock::control
