#include "emulator/ecr/manifest.h"

#include <gtest/gtest.h>

namespace drydock::ecr::manifest_test {
namespace {

std::vector<std::string> digests_of(const std::vector<Descriptor>& descriptors) {
  std::vector<std::string> digests;
  for (const Descriptor& descriptor : descriptors) digests.push_back(descriptor.digest);
  return digests;
}

const std::string digest_a = "sha256:" + std::string(64, 'a');
const std::string digest_b = "sha256:" + std::string(64, 'b');

std::string descriptor(const std::string& type, const std::string& digest, int size) {
  return R"({"mediaType":")" + type + R"(","digest":")" + digest + R"(","size":)" +
         std::to_string(size) + "}";
}

const std::string config = descriptor("application/vnd.oci.image.config.v1+json", digest_a, 7);
const std::string layer = descriptor("application/vnd.oci.image.layer.v1.tar+gzip", digest_b, 9);
const std::string oci(media_type::oci_manifest);
const std::string index_type(media_type::oci_index);

std::string message(const std::string& json, const std::optional<std::string>& type = oci) {
  const auto manifest = read_manifest(json, type);
  if (manifest) return "read";
  EXPECT_EQ(manifest.error().code(), "InvalidParameterException");
  return manifest.error().message();
}

TEST(Manifest, OfAnImageNamesItsBlobs) {
  const auto manifest = read_manifest(
      R"({"schemaVersion":2,"config":)" + config + R"(,"layers":[)" + layer + "]}", oci);
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->media_type, oci);
  EXPECT_EQ(digests_of(manifest->blobs()), (std::vector<std::string>{digest_a, digest_b}));
  EXPECT_EQ(manifest->layers[0].size_bytes, 9U);
  EXPECT_EQ(manifest->kind(), "application/vnd.oci.image.config.v1+json");
  EXPECT_TRUE(manifest->manifests.empty());
  EXPECT_FALSE(manifest->subject);
}

TEST(Manifest, OfAnIndexNamesItsManifests) {
  const auto manifest =
      read_manifest(R"({"schemaVersion":2,"mediaType":")" + index_type + R"(","manifests":[)" +
                        descriptor(oci, digest_a, 5) + "]}",
                    std::nullopt);
  ASSERT_TRUE(manifest);
  ASSERT_EQ(manifest->manifests.size(), 1U);
  EXPECT_EQ(manifest->manifests[0].digest, digest_a);
  EXPECT_TRUE(digests_of(manifest->blobs()).empty());
  EXPECT_EQ(manifest->kind(), std::nullopt);
}

TEST(Manifest, TellsItsSubjectTypeAndAnnotations) {
  const auto manifest =
      read_manifest(R"({"schemaVersion":2,"artifactType":"text/sbom","config":)" + config +
                        R"(,"layers":[],"subject":)" + descriptor(oci, digest_b, 5) +
                        R"(,"annotations":{"who":"me"}})",
                    oci);
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->subject->digest, digest_b);
  EXPECT_EQ(manifest->kind(), "text/sbom");
  EXPECT_EQ(manifest->annotations, (std::map<std::string, std::string>{{"who", "me"}}));
}

TEST(Manifest, NeedsNoForeignLayer) {
  const auto foreign =
      descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", digest_b, 9);
  const auto manifest = read_manifest(
      R"({"schemaVersion":2,"config":)" + config + R"(,"layers":[)" + foreign + "]}", oci);
  ASSERT_TRUE(manifest);
  EXPECT_EQ(digests_of(manifest->blobs()), std::vector<std::string>{digest_a});
}

TEST(Manifest, ThatIsNoneIsRefusedInWords) {
  const std::string about = "Invalid parameter at 'ImageManifest' failed to satisfy constraint: '";
  EXPECT_EQ(message("{"), about + "Invalid JSON syntax'");
  EXPECT_EQ(message("[]"), about + "Invalid JSON syntax'");
  EXPECT_EQ(message("{}"), about + "'schemaVersion' must be 2'");
  EXPECT_EQ(message(R"({"schemaVersion":1})"), about + "'schemaVersion' must be 2'");
  EXPECT_EQ(message(R"({"schemaVersion":2,"layers":[]})"),
            about + "'config.mediaType' must be a string'");
  EXPECT_EQ(message(R"({"schemaVersion":2,"config":)" + config + "}"),
            about + "'layers' must be a list'");
  EXPECT_EQ(message(R"({"schemaVersion":2,"config":)" + config +
                    R"(,"layers":[{"mediaType":"x","digest":"nonsense","size":1}]})"),
            about + "'layers[0].digest' must be a digest'");
  EXPECT_EQ(message(R"({"schemaVersion":2,"config":)" + config +
                    R"(,"layers":[{"mediaType":"x","digest":"a:b","size":-1}]})"),
            about + "'layers[0].size' must be a number of bytes'");
  EXPECT_EQ(message(R"({"schemaVersion":2})", index_type), about + "'manifests' must be a list'");
}

TEST(Manifest, NeedsOneKnownMediaType) {
  const std::string about =
      "Invalid parameter at 'ImageManifestMediaType' failed to satisfy constraint: '";
  EXPECT_EQ(message(R"({"schemaVersion":2})", std::nullopt),
            about + "must be given where the manifest has no mediaType'");
  EXPECT_EQ(message(R"({"schemaVersion":2})", "text/plain"),
            about + "unsupported media type text/plain'");
  EXPECT_EQ(message(R"({"schemaVersion":2,"mediaType":")" + index_type + "\"}", oci),
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: ''mediaType' is " +
                index_type + " but the manifest was sent as " + oci + "'");
}

TEST(Manifest, NamesAThousandLayersAndNoMore) {
  const auto of_layers = [](std::size_t count) {
    std::string json = R"({"schemaVersion":2,"config":{"mediaType":"c","digest":"a:b","size":1},)"
                       R"("layers":[)";
    for (std::size_t i = 0; i < count; ++i) {
      json += (i == 0 ? "" : ",");
      json += R"({"mediaType":"l","digest":"a:b","size":1})";
    }
    return read_manifest(json + "]}", std::string(media_type::oci_manifest));
  };
  EXPECT_TRUE(of_layers(most_descriptors));
  const auto refused = of_layers(most_descriptors + 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: ''layers' has 1001 "
            "entries; drydock takes at most 1000'");
}

}  // namespace
}  // namespace drydock::ecr::manifest_test
