#include <algorithm>
#include <string>

#include "emulator/ecr/manifest.h"
#include "emulator/json/writer.h"
#include "tests/fuzz/memory.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using ecr::Descriptor;
using ecr::Manifest;

void write_descriptor(json::Writer& writer, const Descriptor& descriptor) {
  writer.begin_object();
  writer.member("mediaType", descriptor.media_type);
  writer.member("digest", descriptor.digest);
  writer.key("size");
  writer.integer(static_cast<std::int64_t>(descriptor.size_bytes));
  writer.end_object();
}

void write_list(json::Writer& writer, std::string_view name, const std::vector<Descriptor>& list) {
  writer.key(name);
  writer.begin_array();
  for (const Descriptor& each : list) write_descriptor(writer, each);
  writer.end_array();
}

std::string text_of(const Manifest& manifest) {
  json::Writer writer;
  writer.begin_object();
  writer.key("schemaVersion");
  writer.integer(2);
  writer.member("mediaType", manifest.media_type);
  if (manifest.config) {
    writer.key("config");
    write_descriptor(writer, *manifest.config);
    write_list(writer, "layers", manifest.layers);
  } else {
    write_list(writer, "manifests", manifest.manifests);
  }
  if (manifest.subject) {
    writer.key("subject");
    write_descriptor(writer, *manifest.subject);
  }
  if (manifest.artifact_type) writer.member("artifactType", *manifest.artifact_type);
  writer.key("annotations");
  writer.begin_object();
  for (const auto& [name, value] : manifest.annotations) writer.member(name, value);
  writer.end_object();
  writer.end_object();
  return std::string(writer.text());
}

void check_sizes(const Manifest& manifest) {
  constexpr std::uint64_t largest = INT64_MAX;
  require(std::ranges::all_of(manifest.layers,
                              [](const Descriptor& each) { return each.size_bytes <= largest; }),
          "no layer is larger than a signed number tells");
  require(manifest.blobs().size() <= manifest.layers.size() + 1,
          "a manifest has no more blobs than descriptors");
}

}  // namespace

void run_image_manifest(std::string_view input) {
  const std::size_t before = allocated_bytes();
  const auto manifest = ecr::read_manifest(input, std::nullopt);
  const std::size_t taken = allocated_since(before);
  if (!manifest) return require(!manifest.error().message().empty(), "an error has words");
  require(taken <= 16 * input.size() + 64 * 1024, "a manifest holds a small multiple of its text");
  check_sizes(*manifest);
  const std::string text = text_of(*manifest);
  const auto again = ecr::read_manifest(text, manifest->media_type);
  require(again.has_value(), "a manifest written anew is a manifest");
  require_equal(text_of(*again), text, "a manifest written anew says the same");
}

}  // namespace drydock::fuzz
