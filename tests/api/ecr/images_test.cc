#include "emulator/ecr/image.h"
#include "tests/api/ecr/ecr_fixture.h"

namespace drydock::ecr::api::images_test {
namespace {

class EcrImages : public EcrTest {
 protected:
  EcrImages() { create_repository(); }

  static std::string ids(const std::string& list) {
    return R"({"repositoryName":"shop","imageIds":[)" + list + "]}";
  }
  static std::string by_tag(const std::string& tag) { return R"({"imageTag":")" + tag + "\"}"; }
  static std::string by_digest(const std::string& digest) {
    return R"({"imageDigest":")" + digest + "\"}";
  }
  static std::string by_both(const std::string& digest, const std::string& tag) {
    return R"({"imageDigest":")" + digest + R"(","imageTag":")" + tag + "\"}";
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(EcrImages, ArePutAndGotBackByteForByte) {
  const std::string manifest = put_image("v1", "a layer");
  const std::string got = ask("BatchGetImage", ids(by_tag("v1")));
  EXPECT_TRUE(got.starts_with(
      R"({"images":[{"registryId":"111122223333","repositoryName":"shop","imageId":)" +
      by_both(digest_of(manifest), "v1") + R"(,"imageManifest":"{\"schemaVersion\":2,)"))
      << got;
  EXPECT_TRUE(got.ends_with(
      R"("imageManifestMediaType":"application/vnd.oci.image.manifest.v1+json"}],"failures":[]})"))
      << got;
}

TEST_F(EcrImages, ThatAreNotThereAreFailures) {
  EXPECT_EQ(ask("BatchGetImage", ids(by_tag("v1"))),
            R"({"images":[],"failures":[{"imageId":{"imageTag":"v1"},"failureCode":)"
            R"("ImageNotFound","failureReason":"Requested image not found"}]})");
  EXPECT_TRUE(contains(ask("BatchGetImage", ids("{}")),
                       R"("failureCode":"MissingDigestAndTag","failureReason":"Invalid request )"
                       R"(parameters: both tag and digest cannot be null")"));
  EXPECT_EQ(refusal("DescribeImages", ids(by_tag("v1"))),
            R"({"__type":"ImageNotFoundException","message":"The image with imageId )"
            R"({imageDigest:'null', imageTag:'v1'} does not exist within the repository with )"
            R"(name 'shop' in the registry with id '111122223333'"})");
}

TEST_F(EcrImages, AreDescribed) {
  const std::string manifest = put_image("v1", "a layer");
  ask("PutImage", put_request(manifest, "latest"));
  const std::string described =
      R"({"imageDetails":[{"registryId":"111122223333","repositoryName":"shop","imageDigest":")" +
      digest_of(manifest) +
      R"(","imageTags":["latest","v1"],"imageSizeInBytes":21,"imagePushedAt":1700000000.000,)"
      R"("imageManifestMediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("artifactMediaType":"application/vnd.oci.image.config.v1+json",)"
      R"("imageStatus":"ACTIVE"}]})";
  EXPECT_EQ(ask("DescribeImages", R"({"repositoryName":"shop"})"), described);
  EXPECT_EQ(ask("DescribeImages", ids(by_digest(digest_of(manifest)))), described);
  EXPECT_EQ(ask("DescribeImages", R"({"repositoryName":"shop","filter":{"tagStatus":"UNTAGGED"}})"),
            R"({"imageDetails":[]})");
}

TEST_F(EcrImages, AreListedTagByTag) {
  const std::string old_image = put_image("v1", "old");
  const std::string new_image = put_image("v1", "new");
  ask("PutImage", put_request(new_image, "latest"));
  const auto listed = [&](const std::string& filter) {
    return ask("ListImages", R"({"repositoryName":"shop")" + filter + "}");
  };
  const std::string tagged =
      by_both(digest_of(new_image), "latest") + "," + by_both(digest_of(new_image), "v1");
  EXPECT_EQ(listed(R"(,"filter":{"tagStatus":"TAGGED"})"), R"({"imageIds":[)" + tagged + "]}");
  EXPECT_EQ(listed(R"(,"filter":{"tagStatus":"UNTAGGED"})"),
            R"({"imageIds":[)" + by_digest(digest_of(old_image)) + "]}");
  const std::string all = listed("");
  EXPECT_TRUE(contains(all, tagged) && contains(all, by_digest(digest_of(old_image))));
  EXPECT_EQ(listed(R"(,"filter":{"imageStatus":"ARCHIVED"})"), R"({"imageIds":[]})");
}

TEST_F(EcrImages, AreListedInPages) {
  const std::string manifest = put_image("a", "a layer");
  for (const char* tag : {"b", "c"}) ask("PutImage", put_request(manifest, tag));
  const std::string first = ask("ListImages", R"({"repositoryName":"shop","maxResults":2})");
  const std::size_t token = first.find(R"("nextToken":)");
  ASSERT_NE(token, std::string::npos) << first;
  EXPECT_EQ(ask("ListImages", R"({"repositoryName":"shop",)" + first.substr(token)),
            R"({"imageIds":[)" + by_both(digest_of(manifest), "c") + "]}");
}

TEST_F(EcrImages, AreRefusedAsTheRegistryRefusesThem) {
  const std::string manifest = put_image("v1", "a layer");
  EXPECT_TRUE(
      refusal("PutImage", put_request(manifest, "v1"))
          .starts_with(R"({"__type":"ImageAlreadyExistsException","message":"Image with )"));
  EXPECT_TRUE(refusal("PutImage", put_request(manifest_of("nowhere"), "v2"))
                  .starts_with(R"({"__type":"LayersNotFoundException","message":"Layers with )"));
  EXPECT_EQ(refusal("PutImage", put_request("{", "v2")),
            R"({"__type":"InvalidParameterException","message":"Invalid parameter at )"
            R"('ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"})");
  ask("PutImageTagMutability", R"({"repositoryName":"shop","imageTagMutability":"IMMUTABLE"})");
  upload("other");
  EXPECT_TRUE(
      refusal("PutImage", put_request(manifest_of("other"), "v1"))
          .starts_with(R"({"__type":"ImageTagAlreadyExistsException","message":"The image tag )"));
}

TEST_F(EcrImages, AreGivenOnlyInTheMediaTypesThatAreAccepted) {
  put_image("v1", "a layer");
  const auto got = [&](const std::string& types) {
    return ask("BatchGetImage", R"({"repositoryName":"shop","imageIds":[{"imageTag":"v1"}],)"
                                R"("acceptedMediaTypes":[)" +
                                    types + "]}");
  };
  const std::string docker = R"("application/vnd.docker.distribution.manifest.v2+json")";
  EXPECT_EQ(got(docker), R"({"images":[],"failures":[{"imageId":{"imageTag":"v1"},"failureCode":)"
                         R"("ImageNotFound","failureReason":"Requested image not found"}]})");
  EXPECT_TRUE(got(docker + R"(,"application/vnd.oci.image.manifest.v1+json")")
                  .ends_with(R"("failures":[]})"));
}

TEST_F(EcrImages, TellWhenTheyWereLastPulled) {
  put_image("v1", "a layer");
  const std::string describe = R"({"repositoryName":"shop"})";
  EXPECT_FALSE(contains(ask("DescribeImages", describe), "lastRecordedPullTime"));
  ask("BatchGetImage", ids(by_tag("v1")));
  EXPECT_TRUE(
      contains(ask("DescribeImages", describe), R"("lastRecordedPullTime":1700000000.000)"));
}

TEST_F(EcrImages, TakeTheTagsThatTheRegistryTakes) {
  const std::string manifest = put_image("v1", "a layer");
  EXPECT_EQ(refusal("PutImage", put_request(manifest, "-v2")),
            R"({"__type":"InvalidParameterException","message":"Invalid parameter at 'imageTag' )"
            R"(failed to satisfy constraint: 'must satisfy regular expression )"
            R"('[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}''"})");
}

TEST_F(EcrImages, AreDeleted) {
  const std::string manifest = put_image("v1", "a layer");
  EXPECT_EQ(ask("BatchDeleteImage", ids(by_tag("v1") + "," + by_tag("v2"))),
            R"({"imageIds":[)" + by_both(digest_of(manifest), "v1") +
                R"(],"failures":[{"imageId":{"imageTag":"v2"},"failureCode":"ImageNotFound",)"
                R"("failureReason":"Requested image not found"}]})");
  EXPECT_EQ(ask("DescribeImages", R"({"repositoryName":"shop"})"), R"({"imageDetails":[]})");
}

}  // namespace
}  // namespace drydock::ecr::api::images_test
