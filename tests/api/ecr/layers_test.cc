#include "emulator/base/base64.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/json/document.h"
#include "tests/api/ecr/ecr_fixture.h"

namespace drydock::ecr::api::layers_test {
namespace {

using testing::FakeExchange;

class EcrLayers : public EcrTest {
 protected:
  EcrLayers() { create_repository(); }

  std::string initiate() {
    const auto initiated = json::parse(ask("InitiateLayerUpload", R"({"repositoryName":"shop"})"));
    EXPECT_EQ(initiated->root()["partSize"].as_integer(), 10485760);
    return std::string(initiated->root()["uploadId"].as_string().value_or(""));
  }

  static std::string part(const std::string& upload_id, std::size_t first, std::string_view bytes) {
    return R"({"repositoryName":"shop","uploadId":")" + upload_id + R"(","partFirstByte":)" +
           std::to_string(first) + R"(,"partLastByte":)" +
           std::to_string(first + bytes.size() - 1) + R"(,"layerPartBlob":")" +
           base64_encode(bytes) + "\"}";
  }

  static std::string completion(const std::string& upload_id, const std::string& digest) {
    return R"({"repositoryName":"shop","uploadId":")" + upload_id + R"(","layerDigests":[")" +
           digest + "\"]}";
  }

  static std::string about(const std::string& member, const std::string& digest) {
    return R"({"repositoryName":"shop",")" + member + R"(":)" + digest + "}";
  }
};

TEST_F(EcrLayers, AreUploadedInParts) {
  const std::string id = initiate();
  const std::string first(5 * 1024 * 1024, 'x');
  EXPECT_EQ(ask("UploadLayerPart", part(id, 0, first)),
            R"({"registryId":"111122223333","repositoryName":"shop","uploadId":")" + id +
                R"(","lastByteReceived":5242879})");
  ask("UploadLayerPart", part(id, first.size(), "the end"));
  const std::string digest = digest_of(first + "the end");
  EXPECT_EQ(ask("CompleteLayerUpload", completion(id, digest)),
            R"({"registryId":"111122223333","repositoryName":"shop","uploadId":")" + id +
                R"(","layerDigest":")" + digest + "\"}");
  EXPECT_EQ(ask("BatchCheckLayerAvailability", about("layerDigests", "[\"" + digest + "\"]")),
            R"({"layers":[{"layerDigest":")" + digest +
                R"(","layerAvailability":"AVAILABLE","layerSize":5242887,"mediaType":)"
                R"("application/vnd.docker.image.rootfs.diff.tar.gzip"}],"failures":[]})");
}

TEST_F(EcrLayers, ThatAreNotThereAreUnavailable) {
  EXPECT_EQ(ask("BatchCheckLayerAvailability",
                about("layerDigests", "[\"" + digest_of("x") + R"(","sha256:0"])")),
            R"({"layers":[{"layerDigest":")" + digest_of("x") +
                R"(","layerAvailability":"UNAVAILABLE"}],"failures":[{"layerDigest":"sha256:0",)"
                R"("failureCode":"InvalidLayerDigest","failureReason":"The layer digest is not a )"
                R"(sha256 digest"}]})");
}

TEST_F(EcrLayers, GoOnOnlyWhereTheyStand) {
  const std::string id = initiate();
  ask("UploadLayerPart", part(id, 0, "0123"));
  EXPECT_EQ(refusal("UploadLayerPart", part(id, 0, "0123")),
            R"({"__type":"InvalidLayerPartException","message":"First byte of the layer part is 0 )"
            R"(instead of 4","lastValidByteReceived":3,"registryId":"111122223333",)"
            R"("repositoryName":"shop","uploadId":")" +
                id + "\"}");
}

TEST_F(EcrLayers, TakeOnePartAtATime) {
  const std::string id = initiate();
  ASSERT_TRUE(uploads_.begin_transfer(id).has_value());
  EXPECT_TRUE(refusal("UploadLayerPart", part(id, 0, "0123"))
                  .starts_with(R"({"__type":"InvalidLayerPartException","message":"Another )"));
  uploads_.end_transfer(id, LayerUploads::Ending::whole, clock_.now());
  ask("UploadLayerPart", part(id, 0, "0123"));
}

TEST_F(EcrLayers, MustSayTheirOwnFirstAndLastByte) {
  const std::string id = initiate();
  for (const char* bytes :
       {R"("partFirstByte":0,"partLastByte":9223372036854775807)",
        R"("partFirstByte":9223372036854775807,"partLastByte":0)",
        R"("partFirstByte":1,"partLastByte":0)", R"("partFirstByte":0,"partLastByte":4)"}) {
    const std::string request = R"({"repositoryName":"shop","uploadId":")" + id + R"(",)" + bytes +
                                R"(,"layerPartBlob":"MDEyMw=="})";
    EXPECT_EQ(refusal("UploadLayerPart", request),
              R"({"__type":"InvalidParameterException","message":"Invalid parameter at )"
              R"('partLastByte' failed to satisfy constraint: 'must be the last byte of )"
              R"(layerPartBlob'"})")
        << bytes;
  }
}

TEST_F(EcrLayers, ThatSomebodyAskedForOutliveTheImageThatBroughtThem) {
  const std::string manifest = put_image("v1", "a layer");
  const World here{"111122223333", "eu-west-1"};
  const TimePoint now(std::chrono::seconds(1'700'000'000));
  for (const Layer* layer : wire_.store().table<Layer>(here).indexed("shop")) {
    wire_.store().change<Layer>(here, layer->key(),
                                [&](Layer& old) { old.wanted_at = now - layer_grace; });
  }
  const std::string check = about("layerDigests", "[\"" + digest_of("a layer") + "\"]");
  ask("BatchCheckLayerAvailability", check);
  ask("BatchDeleteImage", R"({"repositoryName":"shop","imageIds":[{"imageTag":"v1"}]})");
  EXPECT_NE(ask("BatchCheckLayerAvailability", check).find("\"AVAILABLE\""), std::string::npos);
  EXPECT_EQ(find_layer(wire_.store(), here, "shop", digest_of(R"({"os":"linux"})")), nullptr);
}

TEST_F(EcrLayers, MustBeWhatTheirDigestSays) {
  const std::string id = initiate();
  ask("UploadLayerPart", part(id, 0, "0123"));
  EXPECT_EQ(refusal("CompleteLayerUpload", completion(id, digest_of("other"))),
            R"({"__type":"InvalidLayerException","message":"None of the provided layer digests )"
            R"(match the calculated layer digest"})");
  EXPECT_TRUE(refusal("UploadLayerPart", part(id, 4, "4567"))
                  .starts_with(R"({"__type":"UploadNotFoundException")"));
}

TEST_F(EcrLayers, AreNotEmptyNotThereTwiceAndNotInSmallParts) {
  const std::string empty = initiate();
  EXPECT_EQ(refusal("CompleteLayerUpload", completion(empty, digest_of(""))),
            R"({"__type":"EmptyUploadException","message":"The upload with id ')" + empty +
                R"(' in the repository with name 'shop' in registry with id '111122223333' cannot )"
                R"(be completed because it does not have any parts"})");
  upload("a layer");
  const std::string again = initiate();
  ask("UploadLayerPart", part(again, 0, "a layer"));
  EXPECT_TRUE(refusal("CompleteLayerUpload", completion(again, digest_of("a layer")))
                  .starts_with(R"({"__type":"LayerAlreadyExistsException")"));
  const std::string small = initiate();
  ask("UploadLayerPart", part(small, 0, "01"));
  ask("UploadLayerPart", part(small, 2, "23"));
  EXPECT_TRUE(refusal("CompleteLayerUpload", completion(small, digest_of("0123")))
                  .starts_with(R"({"__type":"LayerPartTooSmallException")"));
}

TEST_F(EcrLayers, AreDownloadedFromTheirAddressWithoutALogin) {
  upload("a layer");
  const auto answer = json::parse(
      ask("GetDownloadUrlForLayer", about("layerDigest", "\"" + digest_of("a layer") + "\"")));
  const std::string url(answer->root()["downloadUrl"].as_string().value_or(""));
  const std::string server = "http://localhost:4566";
  ASSERT_TRUE(url.starts_with(server + "/v2/shop/blobs/" + digest_of("a layer"))) << url;
  FakeExchange get("GET", url.substr(server.size()));
  EXPECT_EQ(serve(get).answer_body(), "a layer");
  EXPECT_EQ(refusal("GetDownloadUrlForLayer", about("layerDigest", "\"" + digest_of("x") + "\"")),
            R"({"__type":"LayersNotFoundException","message":"The layer with digest )" +
                digest_of("x") +
                R"( does not exist within the repository with name 'shop' in the registry with id )"
                R"('111122223333'"})");
}

TEST_F(EcrLayers, ComeToTheSamePlaceByBothWays) {
  const std::string manifest = put_image("v1", "a layer");
  const auto login = json::parse(ask("GetAuthorizationToken", "{}"));
  const auto data = login->root()["authorizationData"].at(0);
  EXPECT_EQ(data["proxyEndpoint"].as_string(), "http://localhost:4566");
  EXPECT_EQ(data["expiresAt"].as_integer(), 1'700'043'200);
  const std::string token(data["authorizationToken"].as_string().value_or(""));
  FakeExchange pull("GET", "/v2/shop/manifests/v1");
  pull.header("Authorization", "Basic " + token);
  EXPECT_EQ(serve(pull).answer_body(), manifest);

  FakeExchange push("POST", "/v2/shop/blobs/uploads/?digest=" + digest_of("by docker"));
  push.header("Authorization", "Basic " + token).body("by docker");
  EXPECT_EQ(serve(push).status(), 201U);
  EXPECT_NE(ask("BatchCheckLayerAvailability",
                about("layerDigests", "[\"" + digest_of("by docker") + "\"]"))
                .find("\"AVAILABLE\""),
            std::string::npos);
}

TEST_F(EcrLayers, ALoginsPasswordHasNoColon) {
  const auto login =
      json::parse(ask("GetAuthorizationToken", R"({"registryIds":["000000000000"]})"));
  const auto data = login->root()["authorizationData"].at(0);
  const auto decoded = base64_decode(data["authorizationToken"].as_string().value_or(""));
  ASSERT_TRUE(decoded && decoded->starts_with("AWS:"));
  EXPECT_EQ(decoded->find(':', 4), std::string::npos);
}

}  // namespace
}  // namespace drydock::ecr::api::layers_test
