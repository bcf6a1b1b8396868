#include "api/registry/listings.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/registry/oci_error.h"
#include "async/on_executor.h"
#include "emulator/base/number.h"
#include "emulator/base/percent.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/manifest.h"
#include "emulator/ecr/repository.h"
#include "emulator/json/writer.h"

namespace drydock::registry {
namespace asio = boost::asio;
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

/// What the parameters `n` and `last` ask for.
struct PageRequest {
  std::size_t size = page_limit;
  std::string last;
};

/// Nothing if `n` is no number.
std::optional<PageRequest> page_request(const Route& route) {
  PageRequest page;
  if (const std::string* n = route.parameter("n")) {
    const auto size = parse_number<std::size_t>(*n);
    if (!size) return {};
    page.size = std::min(*size, page_limit);
  }
  if (const std::string* last = route.parameter("last")) page.last = *last;
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

/// "The list of tags MUST be in lexical or 'ASCIIbetical' order", as the index is.
NamePage tags_of(const Session& session, const PageRequest& asked) {
  const std::string& name = session.route.name;
  const std::string prefix = ecr::Image::tag_key(name, "");
  const auto& index = session.backend.store.table<ecr::Image>(session.world).index();
  const auto is_tag = [&](auto entry) {
    return entry != index.end() && entry->first.starts_with(prefix);
  };
  NamePage page;
  auto next = index.upper_bound(ecr::Image::tag_key(name, asked.last));
  for (; is_tag(next) && page.names.size() < asked.size; ++next) {
    page.names.push_back(next->first.substr(prefix.size()));
  }
  page.more = is_tag(next);
  return page;
}

/// A referrer, copied out of the store.
struct Referrer {
  std::string digest;
  std::string media_type;
  std::string manifest;
};

struct ReferrerPage {
  std::vector<Referrer> images;
  bool more = false;
};

/// On the control thread: so many referrers that they are copied in a moment, and that the index of
/// them stays below the 4 MiB that a manifest may have. Their annotations are all that is large.
Result<ReferrerPage, OciError> referrers_of(const Session& session) {
  constexpr std::size_t most = 1000;
  constexpr std::size_t most_bytes = 3 * 1024 * 1024;
  const Store& store = session.backend.store;
  const Route& route = session.route;
  const auto repository = ecr::get_repository(store, session.world, route.name);
  if (!repository) return to_oci(repository.error());
  const std::string* wanted = route.parameter("artifactType");
  const std::string* last = route.parameter("last");
  const auto& images = store.table<ecr::Image>(session.world)
                           .members(ecr::Image::subject_key(route.name, route.reference));
  auto next = last == nullptr ? images.begin() : images.upper_bound(route.name + '@' + *last);
  ReferrerPage page;
  std::size_t bytes = 0;
  for (; next != images.end() && page.images.size() < most && bytes < most_bytes; ++next) {
    const ecr::Image& image = *next->second;
    if (wanted != nullptr && image.artifact_type != *wanted) continue;
    bytes += image.manifest.size();
    page.images.push_back({image.digest, image.media_type, image.manifest});
  }
  page.more = next != images.end();
  return page;
}

void write_referrer(json::Writer& body, const Referrer& image, const ecr::Manifest& manifest) {
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

/// "If a query results in no matching referrers, an empty manifest list MUST be returned."
void write_index(json::Writer& body, const std::vector<Referrer>& images) {
  body.begin_object();
  body.key("schemaVersion");
  body.integer(2);
  body.member("mediaType", ecr::media_type::oci_index);
  body.key("manifests");
  body.begin_array();
  for (const Referrer& image : images) {
    const auto manifest = ecr::read_manifest(image.manifest, image.media_type);
    if (manifest) write_referrer(body, image, *manifest);
  }
  body.end_array();
  body.end_object();
}

/// "A Link header MUST be included in the response when additional descriptors are available".
std::string next_referrers(const Route& route, const ReferrerPage& page) {
  std::string link =
      "</v2/" + route.name + "/referrers/" + route.reference + "?last=" + page.images.back().digest;
  if (const std::string* wanted = route.parameter("artifactType")) {
    link += "&artifactType=" + percent_encoded(*wanted);
  }
  return link + ">; rel=\"next\"";
}

}  // namespace

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#listing-tags
http::Response list_tags(const Session& session) {
  const std::string& name = session.route.name;
  const auto repository = ecr::get_repository(session.backend.store, session.world, name);
  if (!repository) return to_response(to_oci(repository.error()));
  const auto asked = page_request(session.route);
  if (!asked) return refuse_page();
  const NamePage page = tags_of(session, *asked);
  json::Writer body;
  body.begin_object();
  body.member("name", name);
  write_names(body, "tags", page);
  body.end_object();
  http::Response response = json_response(body);
  link_next(response, "/v2/" + name + "/tags/list", page);
  return response;
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#listing-referrers
asio::awaitable<http::Response> list_referrers(Session& session) {
  if (!ecr::Digest::parse(session.route.reference)) {
    // "If the request is invalid, such as a <digest> with an invalid syntax, a 400 Bad Request MUST
    // be returned."
    co_return to_response({400, "DIGEST_INVALID", "provided digest is not a sha256 digest"});
  }
  const auto page =
      co_await call_on(session.backend.control, [&] { return referrers_of(session); });
  if (!page) co_return to_response(page.error());
  json::Writer body;
  write_index(body, page->images);
  http::Response response = json_response(body, ecr::media_type::oci_index);
  // "If filtering is requested and applied, the response MUST include a header
  // OCI-Filters-Applied: artifactType".
  const std::string* wanted = session.route.parameter("artifactType");
  if (wanted != nullptr) response.set("OCI-Filters-Applied", "artifactType");
  if (page->more) response.set(bhttp::field::link, next_referrers(session.route, *page));
  co_return response;
}

http::Response list_repositories(const Session& session) {
  const auto asked = page_request(session.route);
  if (!asked) return refuse_page();
  const auto& repositories = session.backend.store.table<ecr::Repository>(session.world).rows();
  NamePage page;
  auto next = repositories.upper_bound(asked->last);
  for (; next != repositories.end() && page.names.size() < asked->size; ++next) {
    page.names.push_back(next->first);
  }
  page.more = next != repositories.end();
  json::Writer body;
  body.begin_object();
  write_names(body, "repositories", page);
  body.end_object();
  http::Response response = json_response(body);
  link_next(response, "/v2/_catalog", page);
  return response;
}

}  // namespace drydock::registry
