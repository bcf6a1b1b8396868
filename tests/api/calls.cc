#include "tests/api/calls.h"

#include <charconv>
#include <pugixml.hpp>

#include "emulator/json/document.h"

namespace drydock::testing {
namespace {

json::View step(json::View view, std::string_view name) {
  if (!view.is_array()) return view[name];
  std::size_t place = 0;
  std::from_chars(name.data(), name.data() + name.size(), place);
  return place < view.size() ? view.at(place) : json::View();
}

std::string text_of(json::View view) {
  if (view.is_absent()) return "absent";
  if (const auto text = view.as_string()) return std::string(*text);
  if (const auto number = view.as_integer()) return std::to_string(*number);
  if (const auto number = view.as_number()) return std::to_string(*number);
  if (const auto flag = view.as_bool()) return *flag ? "true" : "false";
  if (view.is_array()) return "[" + std::to_string(view.size()) + "]";
  if (view.is_object()) return "{" + std::to_string(view.size()) + "}";
  return "null";
}

bool is_json(const aws::Response& response) { return response.body.starts_with('{'); }

}  // namespace

std::string json_at(const aws::Response& response, std::string_view path) {
  const auto document = json::parse(response.body);
  if (!document) return "no JSON: " + response.body;
  json::View view = document->root();
  while (!path.empty()) {
    const auto end = path.find('/');
    view = step(view, path.substr(0, end));
    path = end == std::string_view::npos ? "" : path.substr(end + 1);
  }
  return text_of(view);
}

std::string xml_at(const aws::Response& response, const std::string& path) {
  pugi::xml_document document;
  if (!document.load_string(response.body.c_str())) return "no XML: " + response.body;
  const pugi::xpath_node found = document.select_node(path.c_str());
  return found ? found.node().text().get() : "absent";
}

std::string refusal(const aws::Response& response) {
  if (response.error_code.empty()) return "none";
  const std::string message =
      is_json(response) ? json_at(response, "message") : xml_at(response, "//Message");
  const std::string status = response.status == 400 ? "" : std::to_string(response.status) + " ";
  return status + response.error_code + ": " + message;
}

}  // namespace drydock::testing
