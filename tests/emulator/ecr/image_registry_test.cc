#include "emulator/ecr/image_registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

#include "emulator/ecr/deletion.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/errors.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/manifest.h"
#include "emulator/ecr/repository.h"
#include "emulator/records.h"
#include "model/ecr/repository.h"

namespace drydock::ecr::image_registry_test {
namespace {

using FailureCode = model::ecr::ImageFailureCode;
using Mutability = model::ecr::ImageTagMutability;

const World world{"123456789012", "eu-central-1"};
const TimePoint now(std::chrono::seconds(1'700'000'000));

std::string digest_of(std::string_view text) { return Digest::of(text).text(); }

/// Blobs of which only the sizes are known.
class FakeBlobs : public BlobStore {
 public:
  [[nodiscard]] std::optional<std::uint64_t> size(const std::string& digest) const override {
    const auto found = sizes.find(digest);
    if (found == sizes.end()) return std::nullopt;
    return found->second;
  }
  std::shared_ptr<Upload> begin(std::string) override { return nullptr; }
  void resume(std::string, std::uint64_t) override {}
  std::shared_ptr<Upload> find_upload(const std::string&) override { return nullptr; }
  [[nodiscard]] BlobResult<std::shared_ptr<Reader>> open(const std::string&) const override {
    return Error::not_found;
  }
  void erase(const std::string& digest) override { erased.push_back(digest); }
  void keep(const std::string&) override {}

  std::map<std::string, std::uint64_t> sizes;
  std::vector<std::string> erased;
};

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
    blobs_.sizes[digest_of(bytes)] = bytes.size();
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

  DeletedImages erase(std::vector<ImageIdentifier> ids, TimePoint when = now) {
    ImageDeletion deletion(world, "shop", std::move(ids));
    while (deletion.step(store_, when)) ++steps_;
    return deletion.outcome();
  }

  bool has(const std::string& bytes) {
    return find_layer(store_, world, "shop", digest_of(bytes)) != nullptr;
  }

  const Image* image(const std::string& manifest) {
    return store_.find<Image>(world, "shop@" + digest_of(manifest));
  }

  Store store_{all_record_kinds()};
  FakeBlobs blobs_;
  int steps_ = 0;  ///< Of deletions, but for their last ones.
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
  EXPECT_EQ(erase({{{}, "v1"}}).ids, std::vector{v1});
  ASSERT_NE(image(manifest), nullptr);
  EXPECT_EQ(image(manifest)->tags, std::set<std::string>{"v2"});
  erase({{{}, "v2"}});
  EXPECT_EQ(image(manifest), nullptr);
}

TEST_F(ImageRegistry, DeletesByDigestWithAllTags) {
  const std::string manifest = image_of({});
  const std::string digest = digest_of(manifest);
  ASSERT_TRUE(put(manifest, "v1"));
  ASSERT_TRUE(put(manifest, "v2"));
  const auto outcome = erase({{digest, {}}, {digest, {}}});
  EXPECT_EQ(outcome.ids, (std::vector<ImageIdentifier>{{digest, "v1"}, {digest, "v2"}}));
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].failure_code, FailureCode::image_not_found);
  EXPECT_EQ(image(manifest), nullptr);
}

TEST_F(ImageRegistry, KeepsAManifestThatAnIndexNames) {
  const std::string child = image_of({});
  ASSERT_TRUE(put(child, {}));
  ASSERT_TRUE(put(index_of({child}), "v1", media_type::oci_index));
  const auto outcome = erase({{digest_of(child), {}}});
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].failure_code, FailureCode::image_referenced_by_manifest_list);
  EXPECT_NE(image(child), nullptr);
}

TEST_F(ImageRegistry, DeletesTheLayersThatNoOtherImageNeeds) {
  const std::string one = image_of({"shared", "only one"});
  const std::string two = image_of({"shared", "only two"});
  ASSERT_TRUE(put(one, "v1"));
  ASSERT_TRUE(put(two, "v2"));
  erase({{{}, "v1"}});
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
  EXPECT_EQ(store_.table<Image>(world).indexed(Image::subject_key("shop", digest_of(subject))),
            std::vector{image(signature)});
  erase({{{}, "v1"}});
  EXPECT_EQ(image(signature), nullptr);
}

TEST_F(ImageRegistry, KeepsAReferrerThatATagOrAnIndexNames) {
  const std::string subject = image_of({});
  const std::string of_subject = R"(,"subject":)" + descriptor(subject);
  const std::string tagged = image_of({"tagged"}, of_subject);
  const std::string listed = image_of({"listed"}, of_subject);
  const std::string neither = image_of({"neither"}, of_subject);
  ASSERT_TRUE(put(subject, "v1"));
  ASSERT_TRUE(put(tagged, "signature"));
  for (const std::string& untagged : {listed, neither}) ASSERT_TRUE(put(untagged, {}));
  ASSERT_TRUE(put(index_of({listed}), "all", media_type::oci_index));
  erase({{{}, "v1"}});
  EXPECT_NE(image(tagged), nullptr);
  EXPECT_NE(image(listed), nullptr);
  EXPECT_EQ(image(neither), nullptr);
}

TEST_F(ImageRegistry, DeletesALongChainOfReferrersInShortSteps) {
  const std::string root = image_of({});
  ASSERT_TRUE(put(root, "v1"));
  std::string last = root;
  for (int i = 0; i < 3000; ++i) {
    last = image_of({}, R"(,"subject":)" + descriptor(last));
    ASSERT_TRUE(put(last, {}));
  }
  erase({{{}, "v1"}});
  EXPECT_TRUE(store_.table<Image>(world).rows().empty());
  EXPECT_GE(steps_, 3000 / static_cast<int>(deletion_step));
}

TEST_F(ImageRegistry, ErasesALargeRepositoryInShortStepsAndItselfLast) {
  for (std::size_t i = 0; i < 3 * deletion_step; ++i) blob(std::to_string(i));
  RepositoryDeletion deletion(world, "shop");
  int steps = 0;
  while (deletion.step(store_)) {
    ++steps;
    EXPECT_NE(store_.find<Repository>(world, "shop"), nullptr);
  }
  EXPECT_GE(steps, 3);
  EXPECT_TRUE(store_.table<Layer>(world).rows().empty());
  EXPECT_EQ(store_.find<Repository>(world, "shop"), nullptr);
}

// What the push of another image has been told is there must stay until its manifest comes.
TEST_F(ImageRegistry, KeepsALayerForAWhileThatWasUploadedMountedOrAskedFor) {
  add_repository("base", Mutability::mutable_);
  const std::string manifest = image_of({"uploaded", "mounted", "asked for", "old"});
  ASSERT_TRUE(put(manifest, "v1"));
  store_.put(world, Layer{"base", digest_of("mounted"), 7});
  ASSERT_TRUE(record_layer(store_, blobs_, world, "shop", digest_of("uploaded"), 8, now));
  ASSERT_TRUE(mount_layer(store_, blobs_, world, "shop", "base", digest_of("mounted"), now));
  ASSERT_NE(want_layer(store_, blobs_, world, "shop", digest_of("asked for"), now), nullptr);
  erase({{{}, "v1"}}, now + layer_grace - seconds(1));
  EXPECT_TRUE(has("uploaded"));
  EXPECT_TRUE(has("mounted"));
  EXPECT_TRUE(has("asked for"));
  EXPECT_FALSE(has("old"));

  ASSERT_TRUE(put(image_of({"uploaded", "mounted", "asked for"}), "v2"));
}

TEST_F(ImageRegistry, DeletesWithAnImageTheLayersThatNobodyHasWantedOfLate) {
  const std::string manifest = image_of({});
  ASSERT_TRUE(put(manifest, "v1"));
  store_.put(world, Layer{"shop", digest_of("configuration"), 13, now});
  erase({{{}, "v1"}}, now + layer_grace);
  EXPECT_FALSE(has("configuration"));
}

TEST_F(ImageRegistry, HasNoLayerWhoseBytesAreNotThereWhole) {
  blob("layer");
  EXPECT_NE(want_layer(store_, blobs_, world, "shop", digest_of("layer"), now), nullptr);
  blobs_.sizes[digest_of("layer")] = 3;
  EXPECT_EQ(want_layer(store_, blobs_, world, "shop", digest_of("layer"), now), nullptr);
  add_repository("copy", Mutability::mutable_);
  EXPECT_FALSE(mount_layer(store_, blobs_, world, "copy", "shop", digest_of("layer"), now));
}

TEST_F(ImageRegistry, GivesBackABlobWhoseRepositoryWentMeanwhile) {
  const auto refused = record_layer(store_, blobs_, world, "gone", digest_of("layer"), 5, now);
  EXPECT_EQ(refused.error(), repository_not_found(world, "gone"));
  EXPECT_EQ(blobs_.erased, std::vector{digest_of("layer")});
  blob("shared");
  EXPECT_FALSE(record_layer(store_, blobs_, world, "gone", digest_of("shared"), 6, now));
  EXPECT_EQ(blobs_.erased.size(), 1U);
}

TEST_F(ImageRegistry, RefusesDescriptorsOfAnotherSize) {
  const std::string layer =
      R"({"mediaType":"application/octet-stream","digest":")" + digest_of("layer") + R"(","size":)";
  blob("layer");
  const std::string manifest =
      R"({"schemaVersion":2,"config":)" + blob("configuration") + R"(,"layers":[)" + layer + "6}]}";
  const aws::Error error = refusal(manifest, "v1");
  EXPECT_EQ(error.code(), "InvalidParameterException");
  EXPECT_EQ(error.message(),
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'the size of " +
                digest_of("layer") + " is 5 bytes, not 6'");
  const std::string child = image_of({});
  ASSERT_TRUE(put(child, {}));
  const std::string index = R"({"schemaVersion":2,"manifests":[{"mediaType":"x","digest":")" +
                            digest_of(child) + R"(","size":1}]})";
  EXPECT_EQ(refusal(index, "v1", media_type::oci_index).code(), "InvalidParameterException");
}

TEST_F(ImageRegistry, TakesTheTagsThatTheDistributionProtocolTakes) {
  const std::string manifest = image_of({});
  for (const std::string& odd :
       {std::string("-v1"), std::string("a b"), std::string(), std::string(129, 'a')}) {
    EXPECT_EQ(refusal(manifest, odd).code(), "InvalidParameterException") << odd;
  }
  EXPECT_EQ(image(manifest), nullptr);
  EXPECT_TRUE(put(manifest, std::string(128, 'a')));
  const auto found = look_up(store_, world, "shop", {{}, "a b"});
  EXPECT_EQ(std::get<ImageFailure>(found).failure_code, FailureCode::invalid_image_tag);
}

TEST_F(ImageRegistry, GivesAnImageAThousandTagsAndNoMore) {
  const std::string manifest = image_of({});
  ASSERT_TRUE(put(manifest, {}));
  store_.change<Image>(world, image(manifest)->key(), [](Image& tagged) {
    while (tagged.tags.size() < most_tags - 1)
      tagged.tags.insert(std::to_string(tagged.tags.size()));
  });
  ASSERT_TRUE(put(manifest, "last"));
  EXPECT_EQ(refusal(manifest, "more").code(), "LimitExceededException");
}

TEST_F(ImageRegistry, NamesEachOfManyMissingLayersOnce) {
  std::string layers;
  for (std::size_t i = 0; i < most_descriptors; ++i) {
    layers += (i == 0 ? "" : ",") + descriptor(std::to_string(i % 500));
  }
  const std::string manifest =
      R"({"schemaVersion":2,"config":)" + blob("configuration") + R"(,"layers":[)" + layers + "]}";
  const aws::Error error = refusal(manifest, "v1");
  EXPECT_EQ(error.code(), "LayersNotFoundException");
  EXPECT_EQ(std::ranges::count(error.message(), ','), 499);
}

TEST_F(ImageRegistry, TellsToTheMinuteWhenAnImageWasPulled) {
  const std::string manifest = image_of({});
  ASSERT_TRUE(put(manifest, "v1"));
  EXPECT_EQ(image(manifest)->last_pulled_at, std::nullopt);
  for (const int second : {0, 59, 60}) {
    note_pull(store_, world, *image(manifest), now + seconds(second));
    EXPECT_EQ(image(manifest)->last_pulled_at, now + seconds(second == 59 ? 0 : second));
  }
}

TEST_F(ImageRegistry, MountsOnlyWhatTheOtherRepositoryHas) {
  add_repository("copy", Mutability::mutable_);
  blob("layer");
  const auto mount = [&](const World& where, std::string_view bytes) {
    return mount_layer(store_, blobs_, where, "copy", "shop", digest_of(bytes), now);
  };
  EXPECT_TRUE(mount(world, "layer"));
  ASSERT_NE(find_layer(store_, world, "copy", digest_of("layer")), nullptr);
  EXPECT_EQ(find_layer(store_, world, "copy", digest_of("layer"))->size_bytes, 5U);
  EXPECT_FALSE(mount(world, "other"));
  EXPECT_FALSE(mount({"000000000000", "eu-central-1"}, "layer"));
}

TEST_F(ImageRegistry, ErasesARepositoryWithAllThatIsInIt) {
  const std::string manifest = image_of({"layer"});
  ASSERT_TRUE(put(manifest, "v1"));
  RepositoryDeletion deletion(world, "shop");
  EXPECT_FALSE(deletion.step(store_));
  EXPECT_TRUE(store_.table<Repository>(world).rows().empty());
  EXPECT_TRUE(store_.table<Image>(world).rows().empty());
  EXPECT_TRUE(store_.table<Layer>(world).rows().empty());
}

}  // namespace
}  // namespace drydock::ecr::image_registry_test
