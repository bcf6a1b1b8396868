#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecr/common.h"
#include "model/ecr/repository.h"

namespace drydock::ecr {

/// A named place for images.
struct Repository {
  static constexpr std::string_view table = "repositories";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;
  std::string arn;
  TimePoint created_at;
  model::ecr::ImageTagMutability image_tag_mutability = model::ecr::ImageTagMutability::mutable_;
  std::vector<model::ecr::ImageTagMutabilityExclusionFilter> exclusion_filters;
  model::ecr::ImageScanningConfiguration image_scanning_configuration;
  std::optional<model::ecr::EncryptionConfiguration> encryption_configuration;
  std::vector<model::ecr::Tag> tags;

  friend bool operator==(const Repository&, const Repository&) = default;
};
BOOST_DESCRIBE_STRUCT(Repository, (),
                      (name, arn, created_at, image_tag_mutability, exclusion_filters,
                       image_scanning_configuration, encryption_configuration, tags))

}  // namespace drydock::ecr
