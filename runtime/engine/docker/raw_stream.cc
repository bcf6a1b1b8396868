#include "runtime/engine/docker/raw_stream.h"

#include <algorithm>

namespace drydock::docker {
namespace {

constexpr std::size_t header_size = 8;

std::size_t length_in(std::string_view header) {
  std::size_t length = 0;
  for (const char c : header.substr(4)) length = length << 8 | static_cast<unsigned char>(c);
  return length;
}

}  // namespace

void RawStream::feed(std::string_view piece) {
  while (!piece.empty()) {
    if (left_ == 0) {
      const std::size_t wanted = std::min(header_size - header_.size(), piece.size());
      header_ += piece.substr(0, wanted);
      piece.remove_prefix(wanted);
      if (header_.size() < header_size) return;
      left_ = length_in(header_);
      header_.clear();
      continue;
    }
    const std::string_view data = piece.substr(0, left_);
    output_ += data.substr(0, limit_ - output_.size());
    left_ -= data.size();
    piece.remove_prefix(data.size());
  }
}

}  // namespace drydock::docker
