#include "runtime/engine/docker/event_reader.h"

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>
#include <utility>

#include "emulator/base/percent.h"
#include "emulator/json/document.h"
#include "runtime/engine/docker/docker_client.h"

namespace drydock::docker {
namespace {

constexpr std::int64_t second = 1'000'000'000;
// The engine stamps an event before it queues it, so two may come in the wrong order.
constexpr std::int64_t overlap = 2 * second;
// More than any engine does within the overlap.
constexpr std::size_t most_seen = 10'000;

/// "Mon, 23 Nov 2026 14:39:47 GMT" as nanoseconds since the epoch.
std::optional<std::int64_t> instant_of(std::string_view date) {
  std::tm parts{};
  std::istringstream text{std::string(date)};
  text.imbue(std::locale::classic());
  text >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
  if (!text) return std::nullopt;
  using namespace std::chrono;
  const sys_days day =
      year(parts.tm_year + 1900) / month(static_cast<unsigned>(parts.tm_mon) + 1) / parts.tm_mday;
  const auto time = day + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
  return nanoseconds(time.time_since_epoch()).count();
}

/// As the engine takes an instant: seconds, and nine digits of their fraction.
std::string text_of(std::int64_t nanoseconds) {
  std::string fraction = std::to_string(nanoseconds % second);
  fraction.insert(0, 9 - fraction.size(), '0');
  return std::to_string(nanoseconds / second) + "." + fraction;
}

std::optional<EngineEvent::Kind> kind_of(std::string_view action) {
  if (action == "start") return EngineEvent::Kind::started;
  if (action == "die") return EngineEvent::Kind::died;
  if (action == "oom") return EngineEvent::Kind::out_of_memory;
  return std::nullopt;
}

constexpr std::string_view filters =
    R"({"type":["container"],"event":["start","die","oom"],"label":["drydock.world"]})";

}  // namespace

void EventReader::begin_at(std::string_view date) {
  if (!since_) since_ = instant_of(date);
}

std::string EventReader::resume() {
  lines_ = {};
  std::string query = "?filters=" + percent_encoded(filters);
  if (since_) query += "&since=" + text_of(std::max<std::int64_t>(*since_, 0));
  return query;
}

std::vector<EngineEvent> EventReader::feed(std::string_view piece) {
  std::vector<EngineEvent> events;
  lines_.feed(piece, [&](std::string_view line) {
    if (auto event = read(line)) events.push_back(std::move(*event));
  });
  return events;
}

std::optional<EngineEvent> EventReader::read(std::string_view line) {
  const auto document = json::parse(line);
  if (!document) return std::nullopt;
  const json::View root = document->root();
  const auto action = root["Action"].as_string();
  const auto id = root["Actor"]["ID"].as_string();
  const auto time = root["timeNano"].as_integer();
  if (!action || !id || !time) return std::nullopt;
  const auto kind = kind_of(*action);
  if (!kind || *time < 0) return std::nullopt;
  if (!is_new({*time, std::string(*action) + " " + std::string(*id)})) return std::nullopt;
  EngineEvent event{*kind, std::string(*id), {}};
  const json::View attributes = root["Actor"]["Attributes"];
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    event.labels.insert_or_assign(attributes.name_at(i),
                                  std::string(attributes.at(i).as_string().value_or("")));
  }
  // The engine mixes these of its own with the labels.
  for (const char* own : {"image", "name", "exitCode", "execDuration"}) event.labels.erase(own);
  return event;
}

bool EventReader::is_new(Seen seen) {
  const std::int64_t resume_at = std::max(seen.nanoseconds, overlap) - overlap;
  if (!seen_.insert(std::move(seen)).second) return false;
  since_ = std::max(since_.value_or(resume_at), resume_at);
  seen_.erase(seen_.begin(), seen_.lower_bound({*since_, ""}));
  if (seen_.size() > most_seen) seen_.erase(seen_.begin());
  return true;
}

}  // namespace drydock::docker
