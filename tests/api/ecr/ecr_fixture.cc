#include "tests/api/ecr/ecr_fixture.h"

#include "emulator/base/base64.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/manifest.h"
#include "emulator/json/document.h"
#include "emulator/json/writer.h"
#include "model/ecr/service_model.h"
#include "tests/support/await.h"

namespace drydock::ecr::api {
namespace {

std::string descriptor(std::string_view bytes, std::string_view type) {
  return R"({"mediaType":")" + std::string(type) + R"(","digest":")" + digest_of(bytes) +
         R"(","size":)" + std::to_string(bytes.size()) + "}";
}

constexpr std::string_view configuration = R"({"os":"linux"})";

}  // namespace

EcrTest::EcrTest() { add_operations(wire_.dispatcher().table(model::ecr::service), handlers_); }

aws::Response EcrTest::call(std::string_view operation, std::string_view body) {
  aws::Request request = wire_.signed_for("ecr");
  const std::string target = "AmazonEC2ContainerRegistry_V20150921." + std::string(operation);
  request.amz_target = target;
  request.content_type = "application/x-amz-json-1.1";
  request.body = body;
  return testing::await(control_, wire_.dispatcher().answer(request));
}

std::string EcrTest::ask(std::string_view operation, std::string_view body) {
  const aws::Response response = call(operation, body);
  EXPECT_EQ(response.status, 200U) << operation << ": " << response.body;
  return response.body;
}

std::string EcrTest::refusal(std::string_view operation, std::string_view body) {
  const aws::Response response = call(operation, body);
  EXPECT_EQ(response.status, 400U) << operation << ": " << response.body;
  return response.body;
}

void EcrTest::create_repository(const std::string& name) {
  ask("CreateRepository", R"({"repositoryName":")" + name + "\"}");
}

void EcrTest::upload(std::string_view bytes, const std::string& name) {
  const std::string scope = R"("repositoryName":")" + name + "\"";
  const auto initiated = json::parse(ask("InitiateLayerUpload", "{" + scope + "}"));
  const std::string id(initiated->root()["uploadId"].as_string().value_or(""));
  const std::string of_upload = "{" + scope + R"(,"uploadId":")" + id + "\"";
  ask("UploadLayerPart", of_upload + R"(,"partFirstByte":0,"partLastByte":)" +
                             std::to_string(bytes.size() - 1) + R"(,"layerPartBlob":")" +
                             base64_encode(bytes) + "\"}");
  ask("CompleteLayerUpload", of_upload + R"(,"layerDigests":[")" + digest_of(bytes) + "\"]}");
}

std::string EcrTest::manifest_of(std::string_view layer) {
  return R"({"schemaVersion":2,"mediaType":")" + std::string(media_type::oci_manifest) +
         R"(","config":)" + descriptor(configuration, "application/vnd.oci.image.config.v1+json") +
         R"(,"layers":[)" + descriptor(layer, "application/vnd.oci.image.layer.v1.tar+gzip") + "]}";
}

std::string EcrTest::put_request(const std::string& manifest, const std::string& tag) {
  json::Writer request;
  request.begin_object();
  request.member("repositoryName", "shop");
  request.member("imageManifest", manifest);
  if (!tag.empty()) request.member("imageTag", tag);
  request.end_object();
  return std::string(request.text());
}

std::string EcrTest::put_image(const std::string& tag, std::string_view layer) {
  for (const std::string_view bytes : {configuration, layer}) {
    if (find_layer(wire_.store(), {"111122223333", "eu-west-1"}, "shop", digest_of(bytes)) ==
        nullptr) {
      upload(bytes);
    }
  }
  std::string manifest = manifest_of(layer);
  ask("PutImage", put_request(manifest, tag));
  return manifest;
}

testing::FakeExchange& EcrTest::serve(testing::FakeExchange& exchange) {
  testing::await(control_, testing::done(registry_.serve(exchange)));
  return exchange;
}

}  // namespace drydock::ecr::api
