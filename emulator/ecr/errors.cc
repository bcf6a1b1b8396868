#include "emulator/ecr/errors.h"

#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "model/ecr/service_model.h"

namespace drydock::ecr {
namespace {

/// How ECR prints something that was not given.
std::string quoted_or_null(const std::optional<std::string>& text) {
  return text ? "'" + *text + "'" : "'null'";
}

std::string in_the(const World& world, std::string_view repository) {
  return "in the repository with name '" + std::string(repository) + "' in registry with id '" +
         world.account + "'";
}

std::string within_the(const World& world, std::string_view repository) {
  return "within the repository with name '" + std::string(repository) +
         "' in the registry with id '" + world.account + "'";
}

std::string for_the(const World& world, std::string_view repository) {
  return "for the repository with name '" + std::string(repository) +
         "' in the registry with id '" + world.account + "'";
}

std::string missing_for_push(std::string_view what, const World& world, std::string_view repository,
                             const std::vector<std::string>& digests) {
  std::string text(what);
  text.append(" with digests '[");
  for (const std::string& digest : digests) {
    if (&digest != &digests.front()) text.append(", ");
    text.append(digest);
  }
  return text.append("]' required for pushing image into repository with name '")
      .append(repository)
      .append("' in the registry with id '")
      .append(world.account)
      .append("' do not exist");
}

}  // namespace

aws::Error repository_not_found(const World& world, std::string_view repository) {
  return {model::ecr::error::repository_not_found_exception,
          "The repository with name '" + std::string(repository) +
              "' does not exist in the registry with id '" + world.account + "'"};
}

aws::Error repository_already_exists(const World& world, std::string_view repository) {
  return {model::ecr::error::repository_already_exists_exception,
          "The repository with name '" + std::string(repository) +
              "' already exists in the registry with id '" + world.account + "'"};
}

aws::Error repository_not_empty(const World& world, std::string_view repository) {
  return {model::ecr::error::repository_not_empty_exception,
          "The repository with name '" + std::string(repository) + "' in registry with id '" +
              world.account + "' cannot be deleted because it still contains images"};
}

aws::Error image_not_found(const World& world, std::string_view repository,
                           const std::optional<std::string>& digest,
                           const std::optional<std::string>& tag) {
  return {model::ecr::error::image_not_found_exception,
          "The image with imageId {imageDigest:" + quoted_or_null(digest) + ", imageTag:" +
              quoted_or_null(tag) + "} does not exist " + within_the(world, repository)};
}

aws::Error image_already_exists(const World& world, std::string_view repository,
                                std::string_view digest, const std::optional<std::string>& tag) {
  return {model::ecr::error::image_already_exists_exception,
          "Image with digest '" + std::string(digest) + "' and tag " + quoted_or_null(tag) +
              " already exists " + in_the(world, repository)};
}

aws::Error image_tag_already_exists(std::string_view repository, std::string_view tag) {
  return {model::ecr::error::image_tag_already_exists_exception,
          "The image tag '" + std::string(tag) + "' already exists in the '" +
              std::string(repository) +
              "' repository and cannot be overwritten because the repository is immutable."};
}

aws::Error image_digest_does_not_match(std::string_view given, std::string_view calculated) {
  return {model::ecr::error::image_digest_does_not_match_exception,
          "The image digest '" + std::string(given) + "' does not match the calculated digest '" +
              std::string(calculated) + "'"};
}

aws::Error layers_not_found(const World& world, std::string_view repository,
                            const std::vector<std::string>& digests) {
  return {model::ecr::error::layers_not_found_exception,
          missing_for_push("Layers", world, repository, digests)};
}

aws::Error referenced_images_not_found(const World& world, std::string_view repository,
                                       const std::vector<std::string>& digests) {
  return {model::ecr::error::referenced_images_not_found_exception,
          missing_for_push("Images", world, repository, digests)};
}

aws::Error layer_not_found(const World& world, std::string_view repository,
                           std::string_view digest) {
  return {model::ecr::error::layers_not_found_exception,
          "The layer with digest " + std::string(digest) + " does not exist " +
              within_the(world, repository)};
}

aws::Error layer_already_exists(const World& world, std::string_view repository,
                                std::string_view digest) {
  return {model::ecr::error::layer_already_exists_exception,
          "Layer with digest '" + std::string(digest) + "' already exists " +
              in_the(world, repository)};
}

aws::Error upload_not_found(const World& world, std::string_view repository,
                            std::string_view upload_id) {
  return {model::ecr::error::upload_not_found_exception,
          "The upload with id '" + std::string(upload_id) + "' does not exist " +
              within_the(world, repository)};
}

aws::Error empty_upload(const World& world, std::string_view repository,
                        std::string_view upload_id) {
  return {model::ecr::error::empty_upload_exception,
          "The upload with id '" + std::string(upload_id) + "' " + in_the(world, repository) +
              " cannot be completed because it does not have any parts"};
}

aws::Error invalid_layer() {
  return {model::ecr::error::invalid_layer_exception,
          "None of the provided layer digests match the calculated layer digest"};
}

aws::Error upload_in_transfer(const World& world, std::string_view repository,
                              std::string_view upload_id) {
  return {model::ecr::error::invalid_layer_part_exception,
          "Another request is sending to the upload with id '" + std::string(upload_id) + "' " +
              in_the(world, repository)};
}

aws::Error invalid_layer_part(const World& world, std::string_view repository,
                              std::string_view upload_id, std::uint64_t first_byte,
                              std::uint64_t received) {
  aws::Error error(model::ecr::error::invalid_layer_part_exception,
                   "First byte of the layer part is " + std::to_string(first_byte) +
                       " instead of " + std::to_string(received));
  const auto json = [](std::string_view text) { return '"' + std::string(text) + '"'; };
  error.with("registryId", json(world.account));
  error.with("repositoryName", json(repository));
  error.with("uploadId", json(upload_id));
  // A part may only follow what is there; before the first there is no last valid byte.
  if (received > 0) error.with("lastValidByteReceived", std::to_string(received - 1));
  return error;
}

aws::Error layer_part_too_small() {
  return {model::ecr::error::layer_part_too_small_exception,
          "All layer parts except the last part should be at least 5MB"};
}

aws::Error lifecycle_policy_not_found(const World& world, std::string_view repository) {
  return {model::ecr::error::lifecycle_policy_not_found_exception,
          "Lifecycle policy does not exist " + for_the(world, repository)};
}

aws::Error repository_policy_not_found(const World& world, std::string_view repository) {
  return {model::ecr::error::repository_policy_not_found_exception,
          "Repository policy does not exist " + for_the(world, repository)};
}

aws::Error limit_exceeded(std::string_view what) {
  return {model::ecr::error::limit_exceeded_exception, std::string(what)};
}

aws::Error invalid_parameter(std::string_view member, std::string_view constraint) {
  return {model::ecr::error::invalid_parameter_exception,
          "Invalid parameter at '" + std::string(member) + "' failed to satisfy constraint: '" +
              std::string(constraint) + "'"};
}

}  // namespace drydock::ecr
