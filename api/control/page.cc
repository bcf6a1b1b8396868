#include "api/control/page.h"

#include <algorithm>
#include <utility>

#include "emulator/json/writer.h"

namespace drydock::control {

http::Answer json_answer(unsigned status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

http::Answer refusal(unsigned status, std::string_view message) {
  json::Writer writer;
  writer.begin_object();
  writer.member("message", message);
  writer.end_object();
  return json_answer(status, std::string(writer.text()));
}

std::string_view unknown_member(json::View object, const std::vector<std::string_view>& known) {
  for (std::size_t i = 0; i < object.size(); ++i) {
    const std::string_view name = object.name_at(i);
    if (std::ranges::find(known, name) == known.end()) return name;
  }
  return {};
}

}  // namespace drydock::control
