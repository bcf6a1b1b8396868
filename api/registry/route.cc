#include "api/registry/route.h"

#include <vector>

#include "emulator/base/percent.h"
#include "emulator/base/query.h"

namespace drydock::registry {
namespace {

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> segments;
  for (;;) {
    const std::size_t slash = path.find('/');
    segments.push_back(percent_decoded(path.substr(0, slash)));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

std::string join(const std::vector<std::string>& segments, std::size_t count) {
  std::string name;
  for (std::size_t i = 0; i < count; ++i) name += (i == 0 ? "" : "/") + segments[i];
  return name;
}

/// A repository's name may hold slashes, so what follows it is found from the end.
Route parse_path(const std::vector<std::string>& segments) {
  const std::size_t count = segments.size();
  const auto from_end = [&](std::size_t i) { return i <= count ? segments[count - i] : ""; };
  if (count == 1 && segments[0].empty()) return {Route::Kind::base, "", "", {}};
  if (count == 1 && segments[0] == "_catalog") return {Route::Kind::catalog, "", "", {}};
  if (count >= 4 && from_end(3) == "blobs" && from_end(2) == "uploads") {
    const Route::Kind kind = from_end(1).empty() ? Route::Kind::uploads : Route::Kind::upload;
    return {kind, join(segments, count - 3), from_end(1), {}};
  }
  if (count < 3) return {};
  const std::string name = join(segments, count - 2);
  if (from_end(2) == "tags" && from_end(1) == "list") return {Route::Kind::tags, name, "", {}};
  if (from_end(2) == "referrers") return {Route::Kind::referrers, name, from_end(1), {}};
  if (from_end(2) == "manifests") return {Route::Kind::manifest, name, from_end(1), {}};
  if (from_end(2) == "blobs" && from_end(1) == "uploads")
    return {Route::Kind::uploads, name, "", {}};
  if (from_end(2) == "blobs") return {Route::Kind::blob, name, from_end(1), {}};
  return {};
}

std::map<std::string, std::string, std::less<>> parse_query(std::string_view text) {
  std::map<std::string, std::string, std::less<>> query;
  while (const auto parameter = take_parameter(text)) {
    query.emplace(percent_decoded(parameter->name), percent_decoded(parameter->value));
  }
  return query;
}

}  // namespace

const std::string* Route::parameter(std::string_view key) const {
  const auto found = query.find(key);
  return found == query.end() ? nullptr : &found->second;
}

Route parse_route(std::string_view target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, mark);
  constexpr std::string_view prefix = "/v2/";
  if (path == "/v2") path = prefix;
  if (!path.starts_with(prefix)) return {};
  Route route = parse_path(split_path(path.substr(prefix.size())));
  route.query = parse_query(target.substr(std::min(mark + 1, target.size())));
  return route;
}

std::string blob_path(std::string_view name, std::string_view digest) {
  return "/v2/" + std::string(name) + "/blobs/" + std::string(digest);
}

std::string upload_path(std::string_view name, std::string_view id) {
  return "/v2/" + std::string(name) + "/blobs/uploads/" + std::string(id);
}

std::string manifest_path(std::string_view name, std::string_view reference) {
  return "/v2/" + std::string(name) + "/manifests/" + std::string(reference);
}

}  // namespace drydock::registry
