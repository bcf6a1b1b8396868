#pragma once

#include <string_view>

namespace drydock::ecr {

/// Whether ECR takes this as a repository's name: 2 to 256 characters in parts divided by slashes,
/// each of lower-case letters and digits, divided by '.', '_', '__' or dashes.
/// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
bool is_repository_name(std::string_view text);

/// Whether OCI takes this as a tag.
/// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests
bool is_tag(std::string_view text);

}  // namespace drydock::ecr
