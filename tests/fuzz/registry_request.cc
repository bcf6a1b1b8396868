#include <optional>
#include <regex>
#include <string>
#include <variant>

#include "api/registry/byte_range.h"
#include "api/registry/route.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/repository_name.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using registry::Route;

bool fits(std::string_view text, const std::regex& pattern) {
  // std::regex recurses for each character, so what is too long anyway is not tried.
  return text.size() <= 256 && std::regex_match(text.begin(), text.end(), pattern);
}

/// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html and
/// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests
void check_names(std::string_view input) {
  static const std::string part = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
  static const std::regex name(part + "(/" + part + ")*");
  static const std::regex tag("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
  static const std::regex digest_text("sha256:[a-f0-9]{64}");
  require(ecr::is_repository_name(input) == (input.size() >= 2 && fits(input, name)),
          "a repository's name is what the expression says");
  require(ecr::is_tag(input) == fits(input, tag), "a tag is what the expression says");
  const auto digest = ecr::Digest::parse(input);
  require(digest.has_value() == fits(input, digest_text), "a digest is what the expression says");
  if (!digest) return;
  require_equal(digest->text(), input, "a digest is told as it came");
  require_equal("sha256:" + std::string(digest->hex()), input, "a digest has its digits");
}

std::optional<std::string> path_of(const Route& route) {
  using Kind = Route::Kind;
  switch (route.kind) {
    case Kind::blob:
      return registry::blob_path(route.name, route.reference);
    case Kind::upload:
      return registry::upload_path(route.name, route.reference);
    case Kind::manifest:
      return registry::manifest_path(route.name, route.reference);
    case Kind::base:
    case Kind::catalog:
    case Kind::tags:
    case Kind::referrers:
    case Kind::uploads:
    case Kind::unknown:
      return std::nullopt;
  }
  return std::nullopt;
}

void check_route(std::string_view input) {
  const Route route = registry::parse_route(input);
  require(route.name.size() + route.reference.size() <= input.size(), "a route invents nothing");
  if (!ecr::is_repository_name(route.name)) return;
  if (!ecr::is_tag(route.reference) && !ecr::Digest::parse(route.reference)) return;
  const auto path = path_of(route);
  if (!path) return;
  const Route again = registry::parse_route(*path);
  require(again.kind == route.kind, "a path written anew leads to the same kind of thing");
  require_equal(again.name, route.name, "a path written anew leads to the same repository");
  require_equal(again.reference, route.reference, "a path written anew leads to the same thing");
}

void check_ranges(std::string_view input) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000},
                                   std::uint64_t{1} << 63, UINT64_MAX}) {
    const auto range = registry::read_range(input, size);
    const auto* bytes = std::get_if<registry::ByteRange>(&range);
    if (bytes == nullptr) continue;
    require(bytes->length > 0, "a range that is served is not empty");
    require(bytes->first < size && bytes->length <= size - bytes->first,
            "a range that is served lies in the content");
  }
  const auto chunk = registry::read_chunk_range(input);
  if (!chunk) return;
  require(chunk->length > 0, "a chunk is not empty");
  require(chunk->length - 1 <= UINT64_MAX - chunk->first, "the end of a chunk is a number");
  const std::string again =
      std::to_string(chunk->first) + "-" + std::to_string(chunk->first + (chunk->length - 1));
  require(registry::read_chunk_range(again) == chunk, "a chunk's range written anew is the same");
}

}  // namespace

void run_registry_request(std::string_view input) {
  check_names(input);
  check_route(input);
  check_ranges(input);
}

}  // namespace drydock::fuzz
