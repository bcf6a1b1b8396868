#include "emulator/ecr/image.h"

#include "emulator/base/joined.h"

namespace drydock::ecr {
std::string Image::tag_key(std::string_view repository, std::string_view tag) {
  return joined({repository, ":", tag});
}

std::string Image::reference_key(std::string_view repository, std::string_view digest) {
  return joined({repository, "@", digest});
}

std::string Image::subject_key(std::string_view repository, std::string_view digest) {
  return joined({repository, "<", digest});
}

std::vector<std::string> Image::index_keys() const {
  std::vector<std::string> keys{repository};
  keys.reserve(2 + tags.size() + references.size());
  for (const std::string& tag : tags) keys.push_back(tag_key(repository, tag));
  for (const std::string& named : references) keys.push_back(reference_key(repository, named));
  if (subject_digest) keys.push_back(subject_key(repository, *subject_digest));
  return keys;
}

}  // namespace drydock::ecr
