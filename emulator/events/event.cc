#include "emulator/events/event.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "emulator/json/writer.h"

namespace drydock::events {

std::string utc_text(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(time - day));
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string envelope_of(const Event& event, const World& world) {
  json::Writer writer;
  writer.begin_object();
  writer.member("version", "0");
  writer.member("id", event.id);
  writer.member("detail-type", event.detail_type);
  writer.member("source", event.source);
  writer.member("account", world.account);
  writer.member("time", utc_text(event.time));
  writer.member("region", world.region);
  writer.key("resources");
  writer.begin_array();
  for (const std::string& resource : event.resources) writer.string(resource);
  writer.end_array();
  writer.key("detail");
  writer.raw(event.detail);
  writer.end_object();
  return std::string(writer.text());
}

}  // namespace drydock::events
