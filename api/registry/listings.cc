#include "api/registry/listings.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <vector>

#include "api/registry/oci_error.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/manifest.h"
#include "emulator/json/writer.h"

namespace drydock::registry {
namespace bhttp = boost::beast::http;

namespace {

/// As many as ECR gives at once.
constexpr std::size_t page_limit = 1000;

struct NamePage {
  std::vector<std::string> names;
  bool more = false;
};

http::Response json_response(const json::Writer& body, std::string_view type = "application/json") {
  http::Response response = make_response(200);
  response.set(bhttp::field::content_type, boost::beast::string_view(type.data(), type.size()));
  response.body() = body.text();
  return response;
}

/// The names that the parameters `n` and `last` ask for. Nothing if `n` is no number.
std::optional<NamePage> page_of(const std::set<std::string>& names, const Route& route) {
  std::size_t size = page_limit;
  if (const std::string* n = route.parameter("n")) {
    const auto [end, error] = std::from_chars(n->data(), n->data() + n->size(), size);
    if (error != std::errc() || end != n->data() + n->size()) return {};
    size = std::min(size, page_limit);
  }
  const std::string* last = route.parameter("last");
  auto name = last == nullptr ? names.begin() : names.upper_bound(*last);
  NamePage page;
  for (; name != names.end() && page.names.size() < size; ++name) page.names.push_back(*name);
  page.more = name != names.end();
  return page;
}

void write_names(json::Writer& body, std::string_view member, const NamePage& page) {
  body.key(member);
  body.begin_array();
  for (const std::string& name : page.names) body.string(name);
  body.end_array();
}

/// "When n is zero, this endpoint MUST return an empty list, and MUST NOT include a Link header."
void link_next(http::Response& response, std::string_view path, const NamePage& page) {
  if (!page.more || page.names.empty()) return;
  response.set(bhttp::field::link, "<" + std::string(path) +
                                       "?n=" + std::to_string(page.names.size()) +
                                       "&last=" + page.names.back() + ">; rel=\"next\"");
}

http::Response refuse_page() {
  return to_response({400, "PAGINATION_NUMBER_INVALID", "n must be a number"});
}

void write_referrer(json::Writer& body, const ecr::Image& image, const ecr::Manifest& manifest) {
  body.begin_object();
  body.member("mediaType", image.media_type);
  body.member("digest", image.digest);
  body.key("size");
  body.integer(static_cast<std::int64_t>(image.manifest.size()));
  if (const auto kind = manifest.kind()) body.member("artifactType", *kind);
  if (!manifest.annotations.empty()) {
    body.key("annotations");
    body.begin_object();
    for (const auto& [name, text] : manifest.annotations) body.member(name, text);
    body.end_object();
  }
  body.end_object();
}

}  // namespace

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#listing-tags
http::Response list_tags(const Session& session) {
  const std::string& name = session.route.name;
  const auto repository = ecr::get_repository(session.backend.store, session.world, name);
  if (!repository) return to_response(to_oci(repository.error()));
  std::set<std::string> tags;
  for (const ecr::Image* image :
       session.backend.store.table<ecr::Image>(session.world).indexed(name)) {
    tags.insert(image->tags.begin(), image->tags.end());
  }
  // "The list of tags MUST be in lexical or 'ASCIIbetical' order."
  const auto page = page_of(tags, session.route);
  if (!page) return refuse_page();
  json::Writer body;
  body.begin_object();
  body.member("name", name);
  write_names(body, "tags", *page);
  body.end_object();
  http::Response response = json_response(body);
  link_next(response, "/v2/" + name + "/tags/list", *page);
  return response;
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#listing-referrers
http::Response list_referrers(const Session& session) {
  const Store& store = session.backend.store;
  const auto repository = ecr::get_repository(store, session.world, session.route.name);
  if (!repository) return to_response(to_oci(repository.error()));
  if (!ecr::Digest::parse(session.route.reference)) {
    // "If the request is invalid, such as a <digest> with an invalid syntax, a 400 Bad Request MUST
    // be returned."
    return to_response({400, "DIGEST_INVALID", "provided digest is not a sha256 digest"});
  }
  // "If a query results in no matching referrers, an empty manifest list MUST be returned."
  const std::string* wanted = session.route.parameter("artifactType");
  json::Writer body;
  body.begin_object();
  body.key("schemaVersion");
  body.integer(2);
  body.member("mediaType", ecr::media_type::oci_index);
  body.key("manifests");
  body.begin_array();
  for (const ecr::Image* image :
       ecr::referrers(store, session.world, session.route.name, session.route.reference)) {
    const auto manifest = ecr::read_manifest(image->manifest, image->media_type);
    if (manifest && (wanted == nullptr || manifest->kind() == *wanted)) {
      write_referrer(body, *image, *manifest);
    }
  }
  body.end_array();
  body.end_object();
  http::Response response = json_response(body, ecr::media_type::oci_index);
  // "If filtering is requested and applied, the response MUST include a header
  // OCI-Filters-Applied: artifactType".
  if (wanted != nullptr) response.set("OCI-Filters-Applied", "artifactType");
  return response;
}

http::Response list_repositories(const Session& session) {
  std::set<std::string> names;
  for (const auto& [name, repository] :
       session.backend.store.table<ecr::Repository>(session.world).rows()) {
    names.insert(name);
  }
  const auto page = page_of(names, session.route);
  if (!page) return refuse_page();
  json::Writer body;
  body.begin_object();
  write_names(body, "repositories", *page);
  body.end_object();
  http::Response response = json_response(body);
  link_next(response, "/v2/_catalog", *page);
  return response;
}

}  // namespace drydock::registry
