#include "emulator/ecr/image_registry.h"

#include <gtest/gtest.h>

#include "emulator/ecr/digest.h"
#include "emulator/ecr/errors.h"
#include "emulator/ecr/manifest.h"

namespace drydock::ecr {
namespace {

using FailureCode = model::ecr::ImageFailureCode;
using Mutability = model::ecr::ImageTagMutability;

const World world{"123456789012", "eu-central-1"};
const TimePoint now(std::chrono::seconds(1'700'000'000));

std::string digest_of(std::string_view text) { return Digest::of(text).text(); }

class ImageRegistry : public ::testing::Test {
 protected:
  ImageRegistry() { add_repository("shop", Mutability::mutable_); }

  void add_repository(const std::string& name, Mutability mutability) {
    Repository repository;
    repository.name = name;
    repository.image_tag_mutability = mutability;
    store_.put(world, repository);
  }

  /// Puts the layers there as an upload would, and gives a manifest of them.
  std::string image_of(const std::vector<std::string>& layers, const std::string& extra = "") {
    std::string json = R"({"schemaVersion":2,"config":)" + blob("configuration");
    json += R"(,"layers":[)";
    for (const std::string& layer : layers) {
      if (json.back() != '[') json += ',';
      json += blob(layer);
    }
    return json + "]" + extra + "}";
  }

  static std::string index_of(const std::vector<std::string>& manifests) {
    std::string json = R"({"schemaVersion":2,"manifests":[)";
    for (const std::string& manifest : manifests) {
      if (json.back() != '[') json += ',';
      json += descriptor(manifest);
    }
    return json + "]}";
  }

  static std::string descriptor(const std::string& bytes) {
    return R"({"mediaType":"application/octet-stream","digest":")" + digest_of(bytes) +
           R"(","size":)" + std::to_string(bytes.size()) + "}";
  }

  std::string blob(const std::string& bytes) {
    store_.put(world, Layer{"shop", digest_of(bytes), bytes.size()});
    return descriptor(bytes);
  }

  Result<const Image*> put(const std::string& manifest, std::optional<std::string> tag,
                           std::string_view type = media_type::oci_manifest) {
    return put_image(store_, world, {"shop", manifest, std::string(type), std::move(tag), {}}, now);
  }

  /// The code and the message of the error; empty where the image was put.
  aws::Error refusal(const std::string& manifest, std::optional<std::string> tag,
                     std::string_view type = media_type::oci_manifest) {
    const auto outcome = put(manifest, std::move(tag), type);
    return outcome ? aws::Error() : outcome.error();
  }

  const Image* image(const std::string& manifest) {
    return store_.find<Image>(world, "shop@" + digest_of(manifest));
  }

  Store store_;
};

TEST_F(ImageRegistry, MakesAnImageOfAManifest) {
  const std::string manifest = image_of({"layer one", "two"});
  const auto outcome = put(manifest, "v1");
  ASSERT_TRUE(outcome);
  const Image& made = **outcome;
  EXPECT_EQ(made.digest, digest_of(manifest));
  EXPECT_EQ(made.manifest, manifest);
  EXPECT_EQ(made.media_type, media_type::oci_manifest);
  EXPECT_EQ(made.tags, std::set<std::string>{"v1"});
  EXPECT_EQ(made.pushed_at, now);
  EXPECT_EQ(made.size_bytes, 13U + 9U + 3U);
  EXPECT_EQ(made.artifact_media_type, "application/octet-stream");
  EXPECT_EQ(made.references, (std::vector<std::string>{digest_of("configuration"),
                                                       digest_of("layer one"), digest_of("two")}));
}

TEST_F(ImageRegistry, RefusesAManifestOfAnUnknownRepository) {
  const auto outcome = put_image(store_, world, {"nothing", "{}", {}, {}, {}}, now);
  EXPECT_EQ(outcome.error(), repository_not_found(world, "nothing"));
  EXPECT_EQ(outcome.error().message(),
            "The repository with name 'nothing' does not exist in the registry with id "
            "'123456789012'");
}

TEST_F(ImageRegistry, RefusesAManifestWhoseBlobsAreMissing) {
  const std::string manifest = R"({"schemaVersion":2,"config":)" + blob("configuration") +
                               R"(,"layers":[)" + descriptor("x") + "," + descriptor("y") + "," +
                               descriptor("x") + "]}";
  const aws::Error error = refusal(manifest, "v1");
  EXPECT_EQ(error.code(), "LayersNotFoundException");
  EXPECT_EQ(error.message(),
            "Layers with digests '[" + digest_of("x") + ", " + digest_of("y") +
                "]' required for pushing image into repository with name 'shop' in the registry "
                "with id '123456789012' do not exist");
  EXPECT_EQ(image(manifest), nullptr);
}

TEST_F(ImageRegistry, RefusesAnIndexWhoseManifestsAreMissing) {
  const aws::Error error = refusal(index_of({"child"}), "v1", media_type::oci_index);
  EXPECT_EQ(error.code(), "ReferencedImagesNotFoundException");
  EXPECT_EQ(error.message(),
            "Images with digests '[" + digest_of("child") +
                "]' required for pushing image into repository with name 'shop' in the registry "
                "with id '123456789012' do not exist");
}

TEST_F(ImageRegistry, RefusesAnotherDigestThanTheClientSays) {
  const auto outcome = put_image(
      store_, world,
      {"shop", image_of({}), std::string(media_type::oci_manifest), {}, digest_of("other")}, now);
  EXPECT_EQ(outcome.error().code(), "ImageDigestDoesNotMatchException");
}

TEST_F(ImageRegistry, CountsAnIndexAsItsLargestImage) {
  const std::string small = image_of({"s"});
  const std::string large = image_of({"a larger layer"});
  ASSERT_TRUE(put(small, {}));
  ASSERT_TRUE(put(large, {}));
  const auto index = put(index_of({small, large}), "v1", media_type::oci_index);
  ASSERT_TRUE(index);
  EXPECT_EQ((*index)->size_bytes, 13U + 14U);
}

TEST_F(ImageRegistry, AddsATagToAnImageThatIsThere) {
  const std::string manifest = image_of({});
  ASSERT_TRUE(put(manifest, "v1"));
  const auto again = put(manifest, "latest");
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->tags, (std::set<std::string>{"latest", "v1"}));
}

TEST_F(ImageRegistry, RefusesTheSameImageUnderTheSameTag) {
  const std::string manifest = image_of({});
  ASSERT_TRUE(put(manifest, "v1"));
  const aws::Error error = refusal(manifest, "v1");
  EXPECT_EQ(error.code(), "ImageAlreadyExistsException");
  EXPECT_EQ(error.message(), "Image with digest '" + digest_of(manifest) +
                                 "' and tag 'v1' already exists in the repository with name "
                                 "'shop' in registry with id '123456789012'");
  EXPECT_EQ(refusal(manifest, {}).code(), "ImageAlreadyExistsException");
}

TEST_F(ImageRegistry, MovesATagAndLeavesTheOldImageUntagged) {
  const std::string old_image = image_of({"old"});
  const std::string new_image = image_of({"new"});
  ASSERT_TRUE(put(old_image, "v1"));
  ASSERT_TRUE(put(new_image, "v1"));
  EXPECT_TRUE(image(old_image)->tags.empty());
  EXPECT_EQ(find_tagged(store_, world, "shop", "v1"), image(new_image));
}

TEST_F(ImageRegistry, DoesNotMoveAnImmutableTag) {
  add_repository("shop", Mutability::immutable);
  const std::string old_image = image_of({"old"});
  const std::string new_image = image_of({"new"});
  ASSERT_TRUE(put(old_image, "v1"));
  const aws::Error error = refusal(new_image, "v1");
  EXPECT_EQ(error.code(), "ImageTagAlreadyExistsException");
  EXPECT_EQ(error.message(),
            "The image tag 'v1' already exists in the 'shop' repository and cannot be overwritten "
            "because the repository is immutable.");
  EXPECT_EQ(image(new_image), nullptr);
  EXPECT_EQ(find_tagged(store_, world, "shop", "v1"), image(old_image));
}

TEST_F(ImageRegistry, LooksUpByDigestTagOrBoth) {
  const std::string manifest = image_of({});
  ASSERT_TRUE(put(manifest, "v1"));
  const std::string digest = digest_of(manifest);
  const auto found = [&](const ImageIdentifier& id) { return look_up(store_, world, "shop", id); };
  for (const ImageIdentifier& id :
       {ImageIdentifier{digest, {}}, ImageIdentifier{{}, "v1"}, ImageIdentifier{digest, "v1"}}) {
    EXPECT_EQ(std::get<const Image*>(found(id)), image(manifest));
  }
  const auto why = [&](const ImageIdentifier& id) {
    return std::get<ImageFailure>(found(id)).failure_code;
  };
  EXPECT_EQ(why({}), FailureCode::missing_digest_and_tag);
  EXPECT_EQ(why({"sha256:short", {}}), FailureCode::invalid_image_digest);
  EXPECT_EQ(why({digest_of("other"), {}}), FailureCode::image_not_found);
  EXPECT_EQ(why({{}, "v2"}), FailureCode::image_not_found);
  EXPECT_EQ(why({digest, "v2"}), FailureCode::image_tag_does_not_match_digest);
}

TEST_F(ImageRegistry, DeletesATagAndTheImageWithItsLast) {
  const std::string manifest = image_of({});
  ASSERT_TRUE(put(manifest, "v1"));
  ASSERT_TRUE(put(manifest, "v2"));
  const ImageIdentifier v1{digest_of(manifest), "v1"};
  EXPECT_EQ(delete_images(store_, world, "shop", {{{}, "v1"}}).ids, std::vector{v1});
  ASSERT_NE(image(manifest), nullptr);
  EXPECT_EQ(image(manifest)->tags, std::set<std::string>{"v2"});
  delete_images(store_, world, "shop", {{{}, "v2"}});
  EXPECT_EQ(image(manifest), nullptr);
}

TEST_F(ImageRegistry, DeletesByDigestWithAllTags) {
  const std::string manifest = image_of({});
  const std::string digest = digest_of(manifest);
  ASSERT_TRUE(put(manifest, "v1"));
  ASSERT_TRUE(put(manifest, "v2"));
  const auto outcome = delete_images(store_, world, "shop", {{digest, {}}, {digest, {}}});
  EXPECT_EQ(outcome.ids, (std::vector<ImageIdentifier>{{digest, "v1"}, {digest, "v2"}}));
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].failure_code, FailureCode::image_not_found);
  EXPECT_EQ(image(manifest), nullptr);
}

TEST_F(ImageRegistry, KeepsAManifestThatAnIndexNames) {
  const std::string child = image_of({});
  ASSERT_TRUE(put(child, {}));
  ASSERT_TRUE(put(index_of({child}), "v1", media_type::oci_index));
  const auto outcome = delete_images(store_, world, "shop", {{digest_of(child), {}}});
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].failure_code, FailureCode::image_referenced_by_manifest_list);
  EXPECT_NE(image(child), nullptr);
}

TEST_F(ImageRegistry, DeletesTheLayersThatNoOtherImageNeeds) {
  const std::string one = image_of({"shared", "only one"});
  const std::string two = image_of({"shared", "only two"});
  ASSERT_TRUE(put(one, "v1"));
  ASSERT_TRUE(put(two, "v2"));
  delete_images(store_, world, "shop", {{{}, "v1"}});
  EXPECT_EQ(find_layer(store_, world, "shop", digest_of("only one")), nullptr);
  EXPECT_NE(find_layer(store_, world, "shop", digest_of("shared")), nullptr);
  EXPECT_NE(find_layer(store_, world, "shop", digest_of("only two")), nullptr);
  EXPECT_NE(find_layer(store_, world, "shop", digest_of("configuration")), nullptr);
}

TEST_F(ImageRegistry, DeletesReferrersWithTheirSubject) {
  const std::string subject = image_of({});
  const std::string signature = image_of({"signature"}, R"(,"subject":)" + descriptor(subject));
  ASSERT_TRUE(put(subject, "v1"));
  ASSERT_TRUE(put(signature, {}));
  EXPECT_EQ(referrers(store_, world, "shop", digest_of(subject)), std::vector{image(signature)});
  delete_images(store_, world, "shop", {{{}, "v1"}});
  EXPECT_EQ(image(signature), nullptr);
}

TEST_F(ImageRegistry, MountsOnlyWhatTheOtherRepositoryHas) {
  add_repository("copy", Mutability::mutable_);
  blob("layer");
  EXPECT_TRUE(mount_layer(store_, world, "copy", "shop", digest_of("layer")));
  ASSERT_NE(find_layer(store_, world, "copy", digest_of("layer")), nullptr);
  EXPECT_EQ(find_layer(store_, world, "copy", digest_of("layer"))->size_bytes, 5U);
  EXPECT_FALSE(mount_layer(store_, world, "copy", "shop", digest_of("other")));
  EXPECT_FALSE(
      mount_layer(store_, {"000000000000", "eu-central-1"}, "copy", "shop", digest_of("layer")));
}

TEST_F(ImageRegistry, ErasesARepositoryWithAllThatIsInIt) {
  const std::string manifest = image_of({"layer"});
  ASSERT_TRUE(put(manifest, "v1"));
  erase_repository(store_, world, "shop");
  EXPECT_TRUE(store_.table<Repository>(world).rows().empty());
  EXPECT_TRUE(store_.table<Image>(world).rows().empty());
  EXPECT_TRUE(store_.table<Layer>(world).rows().empty());
}

}  // namespace
}  // namespace drydock::ecr
