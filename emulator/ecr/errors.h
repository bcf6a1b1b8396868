#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/world.h"

/// ECR's errors in its own words, as its clients have shown them. The registry id is the account.
namespace drydock::ecr {

aws::Error repository_not_found(const World& world, std::string_view repository);
aws::Error repository_already_exists(const World& world, std::string_view repository);
aws::Error repository_not_empty(const World& world, std::string_view repository);

aws::Error image_not_found(const World& world, std::string_view repository,
                           const std::optional<std::string>& digest,
                           const std::optional<std::string>& tag);
aws::Error image_already_exists(const World& world, std::string_view repository,
                                std::string_view digest, const std::optional<std::string>& tag);
aws::Error image_tag_already_exists(std::string_view repository, std::string_view tag);
/// AWS's wording is not known; this is drydock's.
aws::Error image_digest_does_not_match(std::string_view given, std::string_view calculated);

/// A manifest names blobs that the repository does not have.
aws::Error layers_not_found(const World& world, std::string_view repository,
                            const std::vector<std::string>& digests);
/// A manifest list names manifests that the repository does not have.
aws::Error referenced_images_not_found(const World& world, std::string_view repository,
                                       const std::vector<std::string>& digests);

/// One layer that was asked for by its digest.
aws::Error layer_not_found(const World& world, std::string_view repository,
                           std::string_view digest);
/// AWS's wording is not known; this is drydock's.
aws::Error layer_already_exists(const World& world, std::string_view repository,
                                std::string_view digest);
aws::Error upload_not_found(const World& world, std::string_view repository,
                            std::string_view upload_id);
aws::Error empty_upload(const World& world, std::string_view repository,
                        std::string_view upload_id);
/// The bytes of an upload have another digest than the client says.
aws::Error invalid_layer();
/// Where the next byte belongs is not known before the other request has ended.
aws::Error upload_in_transfer(const World& world, std::string_view repository,
                              std::string_view upload_id);
/// A part starts at another byte than the one after `received` bytes.
aws::Error invalid_layer_part(const World& world, std::string_view repository,
                              std::string_view upload_id, std::uint64_t first_byte,
                              std::uint64_t received);

/// A part that is not the last has less than 5 MiB.
aws::Error layer_part_too_small();

aws::Error lifecycle_policy_not_found(const World& world, std::string_view repository);
aws::Error repository_policy_not_found(const World& world, std::string_view repository);

/// AWS's words are not known; these are drydock's. `what` is a whole sentence.
aws::Error limit_exceeded(std::string_view what);

/// `Invalid parameter at 'member' failed to satisfy constraint: 'constraint'`
aws::Error invalid_parameter(std::string_view member, std::string_view constraint);

}  // namespace drydock::ecr
