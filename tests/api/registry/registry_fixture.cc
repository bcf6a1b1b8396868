#include "tests/api/registry/registry_fixture.h"

#include "emulator/base/base64.h"
#include "emulator/ecr/manifest.h"
#include "emulator/ecr/repository.h"
#include "tests/support/await.h"

namespace drydock::registry {

using testing::FakeExchange;

std::string descriptor(std::string_view bytes, std::string_view type) {
  return R"({"mediaType":")" + std::string(type) + R"(","digest":")" + digest_of(bytes) +
         R"(","size":)" + std::to_string(bytes.size()) + "}";
}

RegistryTest::RegistryTest() { add_repository("shop"); }

void RegistryTest::add_repository(const std::string& name, const World& where) {
  ecr::Repository repository;
  repository.name = name;
  store_.put(where, repository);
}

std::string RegistryTest::password() const {
  return tokens_.mint({world, clock_.now() + ecr::login_lifetime, ""});
}

FakeExchange RegistryTest::request(std::string_view method, std::string_view target) const {
  FakeExchange exchange(method, target);
  exchange.header("Authorization", "Basic " + base64_encode("AWS:" + password()));
  return exchange;
}

FakeExchange& RegistryTest::serve(FakeExchange& exchange) {
  testing::await(control_, testing::done(registry_.serve(exchange)));
  return exchange;
}

FakeExchange RegistryTest::serve(std::string_view method, std::string_view target,
                                 std::string body) {
  FakeExchange exchange = request(method, target);
  exchange.body(std::move(body));
  return serve(exchange);
}

std::string RegistryTest::start_upload(std::string_view name) {
  const auto started = serve("POST", "/v2/" + std::string(name) + "/blobs/uploads/");
  EXPECT_EQ(started.status(), 202U) << started.answer_body();
  return started.answer_header("Location");
}

void RegistryTest::push_blob(std::string_view bytes, std::string_view name) {
  const std::string place = start_upload(name);
  const auto pushed = serve("PUT", place + "?digest=" + digest_of(bytes), std::string(bytes));
  EXPECT_EQ(pushed.status(), 201U) << pushed.answer_body();
}

FakeExchange RegistryTest::put_manifest(std::string_view reference, std::string manifest,
                                        std::string_view name) {
  FakeExchange put =
      request("PUT", "/v2/" + std::string(name) + "/manifests/" + std::string(reference));
  put.header("Content-Type", ecr::media_type::oci_manifest);
  put.body(std::move(manifest));
  return serve(put);
}

std::string RegistryTest::push_image(std::string_view reference, std::string_view layer,
                                     std::string_view extra, std::string_view name) {
  const std::string config = R"({"os":"linux"})";
  push_blob(config, name);
  push_blob(layer, name);
  std::string manifest = R"({"schemaVersion":2,"config":)" +
                         descriptor(config, "application/vnd.oci.image.config.v1+json") +
                         R"(,"layers":[)" + descriptor(layer) + "]" + std::string(extra) + "}";
  const std::string where = reference.empty() ? digest_of(manifest) : std::string(reference);
  const auto put = put_manifest(where, manifest, name);
  EXPECT_EQ(put.status(), 201U) << put.answer_body();
  return manifest;
}

}  // namespace drydock::registry
