#include "emulator/base/base64.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/manifest.h"
#include "emulator/ecr/repository.h"
#include "model/ecr/repository.h"
#include "tests/api/registry/registry_fixture.h"

namespace drydock::registry::manifests_test {
namespace {

using testing::FakeExchange;

class Manifests : public RegistryTest {
 protected:
  void make_immutable() {
    store_.change<ecr::Repository>(world, "shop", [](ecr::Repository& repository) {
      repository.image_tag_mutability = model::ecr::ImageTagMutability::immutable;
    });
  }
};

TEST_F(Manifests, AreKeptByteForByte) {
  const std::string manifest = push_image("v1", "a layer", "  ");
  for (const std::string& reference : {std::string("v1"), digest_of(manifest)}) {
    const auto got = serve("GET", manifest_path("shop", reference));
    EXPECT_EQ(got.status(), 200U);
    EXPECT_EQ(got.answer_body(), manifest);
    EXPECT_EQ(got.answer_header("Content-Type"), ecr::media_type::oci_manifest);
    EXPECT_EQ(got.answer_header("Content-Length"), std::to_string(manifest.size()));
    EXPECT_EQ(got.answer_header("Docker-Content-Digest"), digest_of(manifest));
    const auto head = serve("HEAD", manifest_path("shop", reference));
    EXPECT_EQ(head.status(), 200U);
    EXPECT_EQ(head.answer_header("Content-Length"), std::to_string(manifest.size()));
    EXPECT_EQ(head.answer_header("Docker-Content-Digest"), digest_of(manifest));
    EXPECT_EQ(head.answer_body(), "");
  }
}

TEST_F(Manifests, TellWhereTheyWentTo) {
  const std::string manifest = push_image("v1", "a layer");
  const auto put = put_manifest("v2", manifest);
  EXPECT_EQ(put.status(), 201U);
  EXPECT_EQ(put.answer_header("Location"), manifest_path("shop", digest_of(manifest)));
  EXPECT_EQ(put.answer_header("Docker-Content-Digest"), digest_of(manifest));
  EXPECT_EQ(put.answer_header("OCI-Subject"), "");
  EXPECT_EQ(serve("GET", put.answer_header("Location")).status(), 200U);
}

TEST_F(Manifests, BecomeImages) {
  const std::string manifest = push_image("v1", "a layer");
  const auto* image = store_.find<ecr::Image>(world, "shop@" + digest_of(manifest));
  ASSERT_NE(image, nullptr);
  EXPECT_EQ(image->tags, std::set<std::string>{"v1"});
  EXPECT_EQ(image->size_bytes, 14U + 7U);
  EXPECT_EQ(image->pushed_at, clock_.now());
}

TEST_F(Manifests, ThatNameAMissingBlobAreRefused) {
  const auto refused = put_manifest(
      "v1", R"({"schemaVersion":2,"config":)" + descriptor("nothing") + R"(,"layers":[]})");
  EXPECT_EQ(refused.status(), 400U);
  EXPECT_EQ(refused.answer_body(),
            R"({"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"Layers with digests ')"
            "[" +
                digest_of("nothing") +
                "]' required for pushing image into repository with name 'shop' in the registry "
                R"(with id '123456789012' do not exist"}]})");
  EXPECT_EQ(serve("GET", "/v2/shop/manifests/v1").status(), 404U);
}

TEST_F(Manifests, ThatAreNoneAreRefused) {
  for (const char* manifest : {"", "{", "[]", "{}", R"({"schemaVersion":2})"}) {
    const auto refused = put_manifest("v1", manifest);
    EXPECT_EQ(refused.status(), 400U) << manifest;
    EXPECT_TRUE(refused.answer_body().starts_with(R"({"errors":[{"code":"MANIFEST_INVALID")"));
  }
}

TEST_F(Manifests, OfMoreThanFourMebibytesAreRefused) {
  const auto refused = put_manifest("v1", std::string(4 * 1024 * 1024 + 1, ' '));
  EXPECT_EQ(refused.status(), 413U);
}

TEST_F(Manifests, MustHaveTheDigestOfTheirAddress) {
  const std::string manifest = push_image("v1", "a layer");
  EXPECT_EQ(put_manifest(digest_of("other"), manifest).status(), 400U);
  EXPECT_EQ(put_manifest("sha256:short", manifest).status(), 400U);
  EXPECT_EQ(put_manifest("sha256:", manifest).status(), 400U);
  EXPECT_EQ(put_manifest(".tag", manifest).status(), 400U);
}

TEST_F(Manifests, ThatAreNotThereAreUnknown) {
  for (const std::string& reference :
       {std::string("v1"), digest_of("other"), std::string("sha256:short")}) {
    for (const char* method : {"GET", "HEAD", "DELETE"}) {
      EXPECT_EQ(serve(method, manifest_path("shop", reference)).status(), 404U)
          << method << " " << reference;
    }
  }
  EXPECT_EQ(serve("GET", "/v2/shop/manifests/v1").answer_body(),
            R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"Requested image not found"}]})");
  EXPECT_EQ(put_manifest("v1", "{}", "nothing").status(), 404U);
}

TEST_F(Manifests, ArePushedAgainWithoutHarm) {
  const std::string manifest = push_image("v1", "a layer");
  EXPECT_EQ(put_manifest("v1", manifest).status(), 201U);
  EXPECT_EQ(put_manifest(digest_of(manifest), manifest).status(), 201U);
}

TEST_F(Manifests, DoNotMoveAnImmutableTagNorPushItAgain) {
  const std::string manifest = push_image("v1", "a layer");
  make_immutable();
  const auto refused = put_manifest("v1", manifest);
  EXPECT_EQ(refused.status(), 400U);
  EXPECT_EQ(refused.answer_body(),
            R"({"errors":[{"code":"TAG_INVALID","message":"The image tag 'v1' already exists in )"
            R"(the 'shop' repository and cannot be overwritten because the repository is )"
            R"(immutable."}]})");
  EXPECT_EQ(put_manifest("v2", manifest).status(), 201U);
}

TEST_F(Manifests, AreDeletedByTagAndByDigest) {
  const std::string manifest = push_image("v1", "a layer");
  put_manifest("v2", manifest);
  EXPECT_EQ(serve("DELETE", "/v2/shop/manifests/v1").status(), 202U);
  EXPECT_EQ(serve("GET", "/v2/shop/manifests/v1").status(), 404U);
  EXPECT_EQ(serve("GET", "/v2/shop/manifests/v2").status(), 200U);
  EXPECT_EQ(serve("DELETE", manifest_path("shop", digest_of(manifest))).status(), 202U);
  EXPECT_EQ(serve("GET", "/v2/shop/manifests/v2").status(), 404U);
  EXPECT_EQ(serve("GET", manifest_path("shop", digest_of(manifest))).status(), 404U);
}

TEST_F(Manifests, OfAnIndexHoldTheirChildren) {
  const std::string child = push_image("", "a layer");
  const std::string index = R"({"schemaVersion":2,"mediaType":")" +
                            std::string(ecr::media_type::oci_index) + R"(","manifests":[)" +
                            descriptor(child, ecr::media_type::oci_manifest) + "]}";
  FakeExchange put = request("PUT", "/v2/shop/manifests/v1");
  put.header("Content-Type", ecr::media_type::oci_index).body(index);
  EXPECT_EQ(serve(put).status(), 201U);
  EXPECT_EQ(serve("GET", "/v2/shop/manifests/v1").answer_header("Content-Type"),
            ecr::media_type::oci_index);
  EXPECT_EQ(serve("DELETE", manifest_path("shop", digest_of(child))).status(), 405U);
  EXPECT_EQ(serve("DELETE", "/v2/shop/manifests/v1").status(), 202U);
  EXPECT_EQ(serve("DELETE", manifest_path("shop", digest_of(child))).status(), 202U);
}

TEST_F(Manifests, AreNotedAsPulledUnlessDrydockItselfPullsThem) {
  const std::string manifest = push_image("v1", "a layer");
  const auto pulled_at = [&] {
    return store_.find<ecr::Image>(world, "shop@" + digest_of(manifest))->last_pulled_at;
  };
  FakeExchange by_keeper("GET", "/v2/shop/manifests/v1");
  by_keeper.header(
      "Authorization",
      "Basic " +
          base64_encode("AWS:" + tokens_.mint({.world = world,
                                               .expires_at = clock_.now() + ecr::login_lifetime,
                                               .layer = "",
                                               .counts_pulls = false})));
  EXPECT_EQ(serve(by_keeper).status(), 200U);
  EXPECT_EQ(serve("HEAD", "/v2/shop/manifests/v1").status(), 200U);
  EXPECT_EQ(pulled_at(), std::nullopt);
  EXPECT_EQ(serve("GET", "/v2/shop/manifests/v1").status(), 200U);
  EXPECT_EQ(pulled_at(), clock_.now());
}

TEST_F(Manifests, AreReachedByTwoWaysOfOneWorld) {
  FakeExchange put = request("PUT", "/v2/shop/manifests/v1");
  const std::string manifest = push_image("v1", "a layer");
  FakeExchange named = request("GET", "/v2/shop/manifests/v1");
  named.header("Host", "123456789012.dkr.ecr.eu-central-1.amazonaws.com");
  EXPECT_EQ(serve(named).answer_body(), manifest);
}

}  // namespace
}  // namespace drydock::registry::manifests_test
