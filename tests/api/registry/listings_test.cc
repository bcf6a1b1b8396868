#include "emulator/ecr/image.h"
#include "emulator/ecr/manifest.h"
#include "emulator/json/document.h"
#include "tests/api/registry/registry_fixture.h"

namespace drydock::registry::listings_test {
namespace {

class Listings : public RegistryTest {
 protected:
  void push_tags(const std::vector<std::string>& tags) {
    const std::string manifest = push_image(tags.front(), "a layer");
    for (const std::string& tag : tags) put_manifest(tag, manifest);
  }
};

TEST_F(Listings, GiveTagsInOrder) {
  push_tags({"v2", "latest", "v10", "v1"});
  const auto listed = serve("GET", "/v2/shop/tags/list");
  EXPECT_EQ(listed.status(), 200U);
  EXPECT_EQ(listed.answer_body(), R"({"name":"shop","tags":["latest","v1","v10","v2"]})");
  EXPECT_EQ(listed.answer_header("Content-Type"), "application/json");
  EXPECT_EQ(listed.answer_header("Link"), "");
}

TEST_F(Listings, GiveNoTagsOfAnEmptyRepository) {
  EXPECT_EQ(serve("GET", "/v2/shop/tags/list").answer_body(), R"({"name":"shop","tags":[]})");
  EXPECT_EQ(serve("GET", "/v2/nothing/tags/list").status(), 404U);
}

TEST_F(Listings, GiveTagsInPages) {
  push_tags({"a", "b", "c", "d"});
  const auto first = serve("GET", "/v2/shop/tags/list?n=2");
  EXPECT_EQ(first.answer_body(), R"({"name":"shop","tags":["a","b"]})");
  EXPECT_EQ(first.answer_header("Link"), R"(</v2/shop/tags/list?n=2&last=b>; rel="next")");
  const auto last = serve("GET", "/v2/shop/tags/list?n=2&last=b");
  EXPECT_EQ(last.answer_body(), R"({"name":"shop","tags":["c","d"]})");
  EXPECT_EQ(last.answer_header("Link"), "");
  EXPECT_EQ(serve("GET", "/v2/shop/tags/list?last=bb").answer_body(),
            R"({"name":"shop","tags":["c","d"]})");
  const auto none = serve("GET", "/v2/shop/tags/list?n=0");
  EXPECT_EQ(none.answer_body(), R"({"name":"shop","tags":[]})");
  EXPECT_EQ(none.answer_header("Link"), "");
  EXPECT_EQ(serve("GET", "/v2/shop/tags/list?n=two").status(), 400U);
}

TEST_F(Listings, GiveTheRepositoriesOfTheRegistry) {
  add_repository("a");
  add_repository("z", {"000000000000", "eu-central-1"});
  EXPECT_EQ(serve("GET", "/v2/_catalog").answer_body(), R"({"repositories":["a","shop"]})");
  const auto first = serve("GET", "/v2/_catalog?n=1");
  EXPECT_EQ(first.answer_body(), R"({"repositories":["a"]})");
  EXPECT_EQ(first.answer_header("Link"), R"(</v2/_catalog?n=1&last=a>; rel="next")");
}

TEST_F(Listings, GiveWhatSaysSomethingAboutAnImage) {
  const std::string image = push_image("v1", "a layer");
  const std::string subject = R"(,"subject":)" + descriptor(image);
  const std::string sbom = push_image(
      "", "an sbom", R"(,"artifactType":"text/sbom","annotations":{"by":"me"})" + subject);
  const std::string other = push_image("", "something", subject);
  const std::string place = "/v2/shop/referrers/" + digest_of(image);

  const auto listed = serve("GET", place);
  EXPECT_EQ(listed.status(), 200U);
  EXPECT_EQ(listed.answer_header("Content-Type"), "application/vnd.oci.image.index.v1+json");
  EXPECT_NE(listed.answer_body().find(digest_of(sbom)), std::string::npos);
  EXPECT_NE(listed.answer_body().find(digest_of(other)), std::string::npos);
  EXPECT_NE(listed.answer_body().find("application/vnd.oci.image.config.v1+json"),
            std::string::npos);
  EXPECT_EQ(listed.answer_header("OCI-Filters-Applied"), "");

  const auto filtered = serve("GET", place + "?artifactType=text/sbom");
  EXPECT_EQ(filtered.answer_body(),
            R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",)"
            R"("manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")" +
                digest_of(sbom) + R"(","size":)" + std::to_string(sbom.size()) +
                R"(,"artifactType":"text/sbom","annotations":{"by":"me"}}]})");
  EXPECT_EQ(filtered.answer_header("OCI-Filters-Applied"), "artifactType");
  EXPECT_EQ(put_manifest(digest_of(sbom), sbom).answer_header("OCI-Subject"), digest_of(image));
}

TEST_F(Listings, GiveManyReferrersInPages) {
  const std::string subject = digest_of("subject");
  constexpr int count = 1001;
  for (int i = 0; i < count; ++i) {
    ecr::Image image;
    image.repository = "shop";
    image.manifest = R"({"schemaVersion":2,"artifactType":"a","layers":[],"config":)" +
                     descriptor(std::to_string(i)) + "}";
    image.digest = digest_of(image.manifest);
    image.media_type = ecr::media_type::oci_manifest;
    image.artifact_type = "a";
    image.subject_digest = subject;
    store_.put(world, image);
  }
  int seen = 0;
  int pages = 0;
  for (std::string place = "/v2/shop/referrers/" + subject + "?artifactType=a"; !place.empty();) {
    const auto page = serve("GET", place);
    const auto index = json::parse(page.answer_body());
    seen += static_cast<int>(index->root()["manifests"].size());
    ++pages;
    const std::string link = page.answer_header("Link");
    place = link.substr(std::min<std::size_t>(1, link.size()), link.find('>') - 1);
    ASSERT_LE(pages, 2);
  }
  EXPECT_EQ(seen, count);
  EXPECT_EQ(pages, 2);
}

TEST_F(Listings, GiveNoReferrersOfWhatIsNotThere) {
  EXPECT_EQ(serve("GET", "/v2/shop/referrers/" + digest_of("nothing")).answer_body(),
            R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",)"
            R"("manifests":[]})");
  EXPECT_EQ(serve("GET", "/v2/shop/referrers/sha256:short").status(), 400U);
  EXPECT_EQ(serve("GET", "/v2/nothing/referrers/" + digest_of("x")).status(), 404U);
}

}  // namespace
}  // namespace drydock::registry::listings_test
