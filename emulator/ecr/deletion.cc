#include "emulator/ecr/deletion.h"

#include <set>
#include <utility>
#include <variant>

#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecr/upload.h"

namespace drydock::ecr {
namespace {

using FailureCode = model::ecr::ImageFailureCode;

/// The tags to take from the image: the one asked for, or all of them.
std::set<std::string> tags_to_delete(const Image& image, const ImageIdentifier& id) {
  if (id.image_tag && !id.image_digest) return {*id.image_tag};
  return image.tags;
}

ImageFailure named_by(const Image& index, const ImageIdentifier& id) {
  return {id, FailureCode::image_referenced_by_manifest_list,
          "Requested image referenced by manifest list: [" + index.digest + "]"};
}

/// What erasing the record costs: its own and those of the index.
std::size_t weight(const Image& image) { return 1 + image.references.size() + image.tags.size(); }

/// Erases records of this repository until the step is full; what is left of the step.
template <class Record, class Weight>
std::size_t erase_some(Store& store, const World& world, const std::string& repository,
                       std::size_t left, const Weight& weight_of) {
  while (left > 0) {
    const auto& members = store.table<Record>(world).members(repository);
    if (members.empty()) return left;
    const Record& record = *members.begin()->second;
    left -= std::min(left, weight_of(record));
    store.erase<Record>(world, record.key());
  }
  return 0;
}

}  // namespace

ImageDeletion::ImageDeletion(World world, std::string repository, std::vector<ImageIdentifier> ids)
    : world_(std::move(world)), repository_(std::move(repository)), ids_(std::move(ids)) {}

bool ImageDeletion::step(Store& store, TimePoint now) {
  for (std::size_t done = 0; done < deletion_step;) {
    if (!layers_.empty()) {
      const Layer* layer = find_layer(store, world_, repository_, layers_.back());
      layers_.pop_back();
      if (layer != nullptr && is_unneeded(store, world_, *layer, now)) {
        store.erase<Layer>(world_, layer->key());
      }
      ++done;
    } else if (!trails_.empty()) {
      done += follow(store);
    } else if (next_ < ids_.size()) {
      const std::size_t before = layers_.size();
      start(store, ids_[next_++]);
      done += 1 + layers_.size() - before;
    } else {
      return false;
    }
  }
  return true;
}

void ImageDeletion::start(Store& store, const ImageIdentifier& id) {
  const auto found = look_up(store, world_, repository_, id);
  if (const auto* missing = std::get_if<ImageFailure>(&found)) {
    outcome_.failures.push_back(*missing);
    return;
  }
  const Image& image = *std::get<const Image*>(found);
  const std::set<std::string> tags = tags_to_delete(image, id);
  const bool whole = tags.size() == image.tags.size();
  const Image* index = whole ? find_user(store, world_, repository_, image.digest) : nullptr;
  if (index != nullptr) {
    outcome_.failures.push_back(named_by(*index, id));
    return;
  }
  if (tags.empty()) outcome_.ids.push_back({image.digest, {}});
  for (const std::string& tag : tags) outcome_.ids.push_back({image.digest, tag});
  if (whole) {
    erase(store, image);
    return;
  }
  store.change<Image>(world_, image.key(), [&](Image& kept) {
    for (const std::string& tag : tags) kept.tags.erase(tag);
  });
}

/// Looks at one referrer of the subject that went last. What it cost.
std::size_t ImageDeletion::follow(Store& store) {
  Trail& trail = trails_.back();
  const auto& referrers =
      store.table<Image>(world_).members(Image::subject_key(repository_, trail.subject));
  const auto next = referrers.upper_bound(trail.after);
  if (next == referrers.end()) {
    trails_.pop_back();
    return 1;
  }
  trail.after = next->first;
  const Image& referrer = *next->second;
  const bool wanted =
      !referrer.tags.empty() || find_user(store, world_, repository_, referrer.digest) != nullptr;
  return wanted ? 1 : erase(store, referrer);
}

std::size_t ImageDeletion::erase(Store& store, const Image& image) {
  const std::size_t cost = weight(image);
  layers_.insert(layers_.end(), image.references.begin(), image.references.end());
  trails_.push_back({image.digest, {}});
  store.erase<Image>(world_, image.key());
  return cost;
}

bool RepositoryDeletion::step(Store& store) {
  std::size_t left = erase_some<Image>(store, world_, repository_, deletion_step, weight);
  const auto one = [](const auto&) { return std::size_t{1}; };
  left = erase_some<Layer>(store, world_, repository_, left, one);
  left = erase_some<Upload>(store, world_, repository_, left, one);
  if (left == 0) return true;
  store.erase<Repository>(world_, repository_);
  return false;
}

}  // namespace drydock::ecr
