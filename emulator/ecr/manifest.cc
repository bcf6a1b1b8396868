#include "emulator/ecr/manifest.h"

#include <algorithm>

#include "emulator/ecr/errors.h"
#include "emulator/json/document.h"

namespace drydock::ecr {
namespace {

aws::Error bad_manifest(const std::string& constraint) {
  return invalid_parameter("ImageManifest", constraint);
}

bool is_index(std::string_view type) {
  return type == media_type::oci_index || type == media_type::docker_manifest_list;
}

bool is_image(std::string_view type) {
  return type == media_type::oci_manifest || type == media_type::docker_manifest;
}

/// An algorithm and its encoded hash; which algorithms there are is not the manifest's affair.
bool is_digest_like(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size();
}

std::optional<std::string> text_of(json::View view) {
  const auto text = view.as_string();
  if (!text) return {};
  return std::string(*text);
}

Result<Descriptor> read_descriptor(json::View view, const std::string& place) {
  const auto type = view["mediaType"].as_string();
  const auto digest = view["digest"].as_string();
  const auto size = view["size"].as_integer();
  if (!type) return bad_manifest("'" + place + ".mediaType' must be a string");
  if (!digest || !is_digest_like(*digest)) {
    return bad_manifest("'" + place + ".digest' must be a digest");
  }
  if (!size || *size < 0) return bad_manifest("'" + place + ".size' must be a number of bytes");
  return Descriptor{std::string(*type), std::string(*digest), static_cast<std::uint64_t>(*size)};
}

Result<std::vector<Descriptor>> read_descriptors(json::View view, const std::string& place) {
  if (!view.is_array()) return bad_manifest("'" + place + "' must be a list");
  if (view.size() > most_descriptors) {
    return bad_manifest("'" + place + "' has " + std::to_string(view.size()) +
                        " entries; drydock takes at most " + std::to_string(most_descriptors));
  }
  std::vector<Descriptor> descriptors;
  descriptors.reserve(view.size());
  for (std::size_t i = 0; i < view.size(); ++i) {
    auto descriptor = read_descriptor(view.at(i), place + "[" + std::to_string(i) + "]");
    if (!descriptor) return descriptor.error();
    descriptors.push_back(std::move(*descriptor));
  }
  return descriptors;
}

Result<std::string> read_media_type(json::View root, const std::optional<std::string>& given) {
  const auto own = text_of(root["mediaType"]);
  if (own && given && *own != *given) {
    return bad_manifest("'mediaType' is " + *own + " but the manifest was sent as " + *given);
  }
  const auto type = own ? own : given;
  if (!type) {
    return invalid_parameter("ImageManifestMediaType",
                             "must be given where the manifest has no mediaType");
  }
  if (!is_image(*type) && !is_index(*type)) {
    return invalid_parameter("ImageManifestMediaType", "unsupported media type " + *type);
  }
  return *type;
}

Result<Done> read_image(json::View root, Manifest& manifest) {
  auto config = read_descriptor(root["config"], "config");
  if (!config) return config.error();
  auto layers = read_descriptors(root["layers"], "layers");
  if (!layers) return layers.error();
  manifest.config = std::move(*config);
  manifest.layers = std::move(*layers);
  return Done{};
}

Result<Done> read_index(json::View root, Manifest& manifest) {
  auto manifests = read_descriptors(root["manifests"], "manifests");
  if (!manifests) return manifests.error();
  manifest.manifests = std::move(*manifests);
  return Done{};
}

Result<Done> read_subject(json::View view, Manifest& manifest) {
  if (view.is_absent() || view.is_null()) return Done{};
  auto subject = read_descriptor(view, "subject");
  if (!subject) return subject.error();
  manifest.subject = std::move(*subject);
  return Done{};
}

std::map<std::string, std::string> read_annotations(json::View view) {
  std::map<std::string, std::string> annotations;
  if (!view.is_object()) return annotations;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (const auto text = text_of(view.at(i))) annotations[std::string(view.name_at(i))] = *text;
  }
  return annotations;
}

}  // namespace

bool Descriptor::is_foreign() const {
  return media_type == "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" ||
         media_type.starts_with("application/vnd.oci.image.layer.nondistributable.");
}

std::vector<Descriptor> Manifest::blobs() const {
  std::vector<Descriptor> needed;
  if (config) needed.push_back(*config);
  for (const Descriptor& layer : layers) {
    if (!layer.is_foreign()) needed.push_back(layer);
  }
  return needed;
}

std::optional<std::string> Manifest::kind() const {
  if (artifact_type) return artifact_type;
  if (config) return config->media_type;
  return {};
}

Result<Manifest> read_manifest(std::string_view json,
                               const std::optional<std::string>& given_type) {
  const auto document = json::parse(json);
  if (!document || !document->root().is_object()) return bad_manifest("Invalid JSON syntax");
  const json::View root = document->root();
  if (root["schemaVersion"].as_integer() != 2) return bad_manifest("'schemaVersion' must be 2");

  auto type = read_media_type(root, given_type);
  if (!type) return type.error();
  Manifest manifest;
  manifest.media_type = std::move(*type);
  const auto content =
      is_index(manifest.media_type) ? read_index(root, manifest) : read_image(root, manifest);
  if (!content) return content.error();
  if (const auto subject = read_subject(root["subject"], manifest); !subject) {
    return subject.error();
  }
  manifest.artifact_type = text_of(root["artifactType"]);
  manifest.annotations = read_annotations(root["annotations"]);
  return manifest;
}

}  // namespace drydock::ecr
