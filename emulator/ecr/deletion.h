#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/ecr/image.h"

/// Deletions that may have much to do: they go in steps, each of about a millisecond, and whoever
/// has one lets others have the control thread in between. What comes and goes meanwhile is seen by
/// the steps that are left.
namespace drydock::ecr {

struct Image;

/// How many records a step touches at most, give or take one image.
constexpr std::size_t deletion_step = 500;

struct DeletedImages {
  /// One for each tag that went, or for an untagged image.
  std::vector<model::ecr::ImageIdentifier> ids;
  std::vector<model::ecr::ImageFailure> failures;
};

/// Deletes images by digest with all their tags, or tags with the image when it was the last. An
/// image takes along what says something about it (its referrers, and theirs) and has neither a tag
/// nor an index that names it, and the layers that can go. A manifest that an index names stays,
/// and is a failure.
class ImageDeletion {
 public:
  ImageDeletion(World world, std::string repository, std::vector<model::ecr::ImageIdentifier> ids);

  /// Whether more is left to do.
  bool step(Store& store, TimePoint now);
  [[nodiscard]] const DeletedImages& outcome() const { return outcome_; }

 private:
  /// A walk over the referrers of an image that has gone.
  struct Trail {
    std::string subject;
    std::string after;  ///< The key of the last one that was looked at.
  };

  void start(Store& store, const model::ecr::ImageIdentifier& id);
  std::size_t follow(Store& store);
  std::size_t erase(Store& store, const Image& image);

  World world_;
  std::string repository_;
  std::vector<model::ecr::ImageIdentifier> ids_;
  std::size_t next_ = 0;
  std::vector<Trail> trails_;
  std::vector<std::string> layers_;  ///< Digests that an image needed which has gone.
  DeletedImages outcome_;
};

/// Takes a repository away with its images and layers. It goes last, so that none of its name is
/// made anew while something of the old one is left.
class RepositoryDeletion {
 public:
  RepositoryDeletion(World world, std::string repository)
      : world_(std::move(world)), repository_(std::move(repository)) {}

  /// Whether more is left to do.
  bool step(Store& store);

 private:
  World world_;
  std::string repository_;
};

}  // namespace drydock::ecr
