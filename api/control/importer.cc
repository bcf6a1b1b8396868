#include "api/control/importer.h"

#include <span>
#include <utility>

#include "emulator/ecr/digest.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/json/writer.h"

namespace drydock::control {
namespace asio = boost::asio;

namespace {

constexpr std::string_view manifest_type = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view config_type = "application/vnd.oci.image.config.v1+json";

/// An image configuration without layers. Its label keeps images of one name apart by their source.
/// https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md
std::string configuration(const std::string& image) {
  json::Writer writer;
  writer.begin_object();
  writer.member("architecture", "amd64");
  writer.member("os", "linux");
  writer.key("config");
  writer.begin_object();
  writer.key("Labels");
  writer.begin_object();
  writer.member("drydock.source", image);
  writer.end_object();
  writer.end_object();
  writer.key("rootfs");
  writer.begin_object();
  writer.member("type", "layers");
  writer.key("diff_ids");
  writer.begin_array();
  writer.end_array();
  writer.end_object();
  writer.end_object();
  return std::string(writer.text());
}

std::string manifest(const ecr::Layer& config) {
  json::Writer writer;
  writer.begin_object();
  writer.key("schemaVersion");
  writer.integer(2);
  writer.member("mediaType", manifest_type);
  writer.key("config");
  writer.begin_object();
  writer.member("mediaType", config_type);
  writer.member("digest", config.digest);
  writer.key("size");
  writer.integer(static_cast<std::int64_t>(config.size_bytes));
  writer.end_object();
  writer.key("layers");
  writer.begin_array();
  writer.end_array();
  writer.end_object();
  return std::string(writer.text());
}

}  // namespace

Importer::Importer(Store& store, BlobStore& blobs, Engine& engine, const ecr::LoginTokens& tokens,
                   Clock& clock, IdSource& ids, std::string registry)
    : store_(store),
      blobs_(blobs),
      engine_(engine),
      tokens_(tokens),
      clock_(clock),
      ids_(ids),
      registry_(std::move(registry)) {}

asio::awaitable<Result<std::string>> Importer::import(World world, ImportRequest request) {
  const auto repository = ecr::get_repository(store_, world, request.repository);
  if (!repository) co_return repository.error();
  if (!engine_.has_image_bytes()) {
    Result<std::string> described = co_await describe(std::move(world), std::move(request));
    co_return described;
  }
  const std::string reference = registry_ + "/" + request.repository + ":" + request.tag;
  RegistryCredentials login{
      "AWS", tokens_.mint({world, clock_.now() + ecr::login_lifetime, std::string()})};
  const auto pushed = co_await engine_.push(request.image, reference, std::move(login));
  if (!pushed) co_return aws::Error("InvalidParameterException", pushed.error().message);
  const ecr::Image* image = ecr::find_tagged(store_, world, request.repository, request.tag);
  if (image == nullptr) co_return aws::Error("ServerException", "The engine pushed no image.");
  co_return image->digest;
}

asio::awaitable<Result<std::string>> Importer::describe(World world, ImportRequest request) {
  const Result<ecr::Layer> config =
      co_await put_blob(world, request.repository, configuration(request.image));
  if (!config) co_return config.error();
  const auto image = ecr::put_image(store_, world,
                                    {.repository = request.repository,
                                     .manifest = manifest(*config),
                                     .media_type = std::string(manifest_type),
                                     .tag = request.tag,
                                     .digest = std::nullopt},
                                    clock_.now());
  if (!image) co_return image.error();
  co_return (*image)->digest;
}

asio::awaitable<Result<ecr::Layer>> Importer::put_blob(World world, std::string repository,
                                                       std::string bytes) {
  const std::string digest = ecr::Digest::of(bytes).text();
  const auto upload = blobs_.begin(ids_.uuid());
  const auto appended = co_await upload->append(std::span<const char>(bytes));
  if (!appended) co_return aws::Error("ServerException", "The image could not be stored.");
  const auto committed = co_await upload->commit(digest);
  if (!committed) co_return aws::Error("ServerException", "The image could not be stored.");
  co_return ecr::record_layer(store_, blobs_, world, repository, digest, bytes.size(),
                              clock_.now());
}

}  // namespace drydock::control
