#include "emulator/ecr/image_layout.h"

#include "emulator/ecr/digest.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/manifest.h"
#include "emulator/ecr/registry_host.h"
#include "emulator/json/writer.h"

namespace drydock::ecr::image_layout {
namespace {

constexpr std::string_view blob_folder = "blobs/sha256/";
constexpr std::string_view algorithm = "sha256:";

// https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md
constexpr std::string_view name_annotation = "org.opencontainers.image.ref.name";

void write_descriptor(json::Writer& writer, const Image& image, const std::string& name) {
  writer.begin_object();
  writer.member("mediaType", image.media_type);
  writer.member("digest", image.digest);
  writer.key("size");
  writer.integer(static_cast<std::int64_t>(image.manifest.size()));
  writer.key("annotations");
  writer.begin_object();
  writer.member(name_annotation, name);
  writer.end_object();
  writer.end_object();
}

void write_descriptors(json::Writer& writer, const Image& image, const std::string& registry) {
  const std::string repository = registry + "/" + image.repository;
  if (image.tags.empty()) write_descriptor(writer, image, repository + "@" + image.digest);
  for (const std::string& tag : image.tags) {
    write_descriptor(writer, image, repository + ":" + tag);
  }
}

}  // namespace

std::string index_text(const Store& store) {
  json::Writer writer;
  writer.begin_object();
  writer.key("schemaVersion");
  writer.integer(2);
  writer.member("mediaType", media_type::oci_index);
  writer.key("manifests");
  writer.begin_array();
  for (const World& world : store.worlds()) {
    const std::string registry = host_of_world(world);
    for (const auto& [key, image] : store.table<Image>(world).rows()) {
      write_descriptors(writer, image, registry);
    }
  }
  writer.end_array();
  writer.end_object();
  return std::string(writer.text());
}

std::string blob_name(std::string_view digest) {
  digest.remove_prefix(algorithm.size());
  return std::string(blob_folder) + std::string(digest);
}

std::optional<std::string> digest_in(std::string_view name) {
  if (!name.starts_with(blob_folder)) return std::nullopt;
  name.remove_prefix(blob_folder.size());
  const auto digest = Digest::parse(std::string(algorithm) + std::string(name));
  if (!digest) return std::nullopt;
  return digest->text();
}

}  // namespace drydock::ecr::image_layout
