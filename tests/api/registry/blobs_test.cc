#include <filesystem>

#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "tests/api/registry/registry_fixture.h"

namespace drydock::registry::blobs_test {
namespace {

using testing::FakeExchange;

class Blobs : public RegistryTest {
 protected:
  Blobs() { push_blob(bytes_); }

  FakeExchange get(std::string_view range) {
    FakeExchange exchange = request("GET", place_);
    exchange.header("Range", range);
    return serve(exchange);
  }

  const std::string bytes_ = "0123456789";
  const std::string place_ = blob_path("shop", digest_of(bytes_));
};

TEST_F(Blobs, AreGivenBack) {
  const auto got = serve("GET", place_);
  EXPECT_EQ(got.status(), 200U);
  EXPECT_EQ(got.answer_body(), bytes_);
  EXPECT_EQ(got.answer_header("Content-Length"), "10");
  EXPECT_EQ(got.answer_header("Content-Type"), "application/octet-stream");
  EXPECT_EQ(got.answer_header("Docker-Content-Digest"), digest_of(bytes_));
}

TEST_F(Blobs, TellTheirSize) {
  const auto head = serve("HEAD", place_);
  EXPECT_EQ(head.status(), 200U);
  EXPECT_EQ(head.answer_header("Content-Length"), "10");
  EXPECT_EQ(head.answer_header("Docker-Content-Digest"), digest_of(bytes_));
}

TEST_F(Blobs, OfAnySizeAreSentInPieces) {
  std::string large;
  for (int i = 0; i < 100'000; ++i) large += std::to_string(i) + ",";
  push_blob(large);
  EXPECT_EQ(serve("GET", blob_path("shop", digest_of(large))).answer_body(), large);
}

TEST_F(Blobs, AreGivenInPart) {
  struct Row {
    const char* range;
    const char* content_range;
    const char* body;
  };
  for (const Row& row :
       {Row{"bytes=2-4", "bytes 2-4/10", "234"}, Row{"bytes=7-", "bytes 7-9/10", "789"},
        Row{"bytes=-3", "bytes 7-9/10", "789"}, Row{"bytes=5-100", "bytes 5-9/10", "56789"}}) {
    const auto part = get(row.range);
    EXPECT_EQ(part.status(), 206U) << row.range;
    EXPECT_EQ(part.answer_header("Content-Range"), row.content_range);
    EXPECT_EQ(part.answer_body(), row.body);
    EXPECT_EQ(part.answer_header("Content-Length"), std::to_string(std::string(row.body).size()));
  }
}

TEST_F(Blobs, HaveNoPartPastTheirEnd) {
  for (const char* range : {"bytes=10-", "bytes=500-0"}) {
    const auto refused = get(range);
    EXPECT_EQ(refused.status(), 416U) << range;
    EXPECT_EQ(refused.answer_header("Content-Range"), "bytes */10");
  }
}

TEST_F(Blobs, ThatAreNotThereAreUnknown) {
  for (const char* method : {"GET", "HEAD", "DELETE"}) {
    EXPECT_EQ(serve(method, blob_path("shop", digest_of("nothing"))).status(), 404U) << method;
    EXPECT_EQ(serve(method, blob_path("nothing", digest_of(bytes_))).status(), 404U) << method;
    EXPECT_EQ(serve(method, blob_path("shop", "sha256:short")).status(), 400U) << method;
  }
}

TEST_F(Blobs, BelongToTheirRepository) {
  add_repository("other");
  EXPECT_EQ(serve("GET", blob_path("other", digest_of(bytes_))).status(), 404U);
}

TEST_F(Blobs, AreDeleted) {
  EXPECT_EQ(serve("DELETE", place_).status(), 202U);
  EXPECT_EQ(serve("HEAD", place_).status(), 404U);
  EXPECT_EQ(serve("GET", place_).status(), 404U);
}

TEST_F(Blobs, AreSentToTheirEndThoughTheyAreDeletedMeanwhile) {
  FakeExchange pull = request("GET", place_);
  const std::string file = folder_.path() / "blobs" / "sha256" / digest_of(bytes_).substr(7, 2) /
                           digest_of(bytes_).substr(7);
  pull.before_the_body([&] {
    store_.erase<ecr::Layer>(world, "shop@" + digest_of(bytes_));
    EXPECT_TRUE(std::filesystem::remove(file));
  });
  EXPECT_EQ(serve(pull).status(), 200U);
  EXPECT_EQ(pull.answer_body(), bytes_);
}

TEST_F(Blobs, WhoseFileHasAnotherSizeAreNotThereUntilTheyArePushedAgain) {
  const auto file = folder_.path() / "blobs" / "sha256" / digest_of(bytes_).substr(7, 2) /
                    digest_of(bytes_).substr(7);
  for (const std::uintmax_t size : {3U, 30U}) {
    std::filesystem::resize_file(file, size);
    EXPECT_EQ(serve("HEAD", place_).status(), 404U);
    EXPECT_EQ(serve("GET", place_).status(), 404U);
    add_repository("copy");
    EXPECT_EQ(
        serve("POST", "/v2/copy/blobs/uploads/?from=shop&mount=" + digest_of(bytes_)).status(),
        202U);
    push_blob(bytes_);
    EXPECT_EQ(serve("GET", place_).answer_body(), bytes_);
  }
}

TEST_F(Blobs, ThatSomebodyAskedForOutliveTheImageThatBroughtThem) {
  push_image("v1", "shared");
  clock_.advance(ecr::layer_grace);
  EXPECT_EQ(serve("HEAD", blob_path("shop", digest_of("shared"))).status(), 200U);
  EXPECT_EQ(serve("DELETE", "/v2/shop/manifests/v1").status(), 202U);
  EXPECT_EQ(serve("HEAD", blob_path("shop", digest_of("shared"))).status(), 200U);
  push_image("v2", "shared");
}

TEST_F(Blobs, ThatAnImageNeedsAreNotDeleted) {
  push_image("v1", "its layer");
  EXPECT_EQ(serve("DELETE", blob_path("shop", digest_of("its layer"))).status(), 405U);
  EXPECT_EQ(serve("HEAD", blob_path("shop", digest_of("its layer"))).status(), 200U);
}

TEST_F(Blobs, TakeNoOtherMethod) {
  const auto refused = serve("PUT", place_);
  EXPECT_EQ(refused.status(), 405U);
  EXPECT_EQ(refused.answer_header("Allow"), "HEAD, GET, DELETE");
  EXPECT_EQ(serve("GET", "/v2/shop/elsewhere").status(), 404U);
}

}  // namespace
}  // namespace drydock::registry::blobs_test
