#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace drydock::docker {

/// Takes a command's stdout and stderr out of the engine's stream, where each piece has a header of
/// eight bytes: stream, three zeros, and the length in network order.
/// https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
class RawStream {
 public:
  /// Keeps the first `limit` bytes of output.
  explicit RawStream(std::size_t limit) : limit_(limit) {}

  void feed(std::string_view piece);
  [[nodiscard]] const std::string& output() const { return output_; }

 private:
  std::size_t limit_;
  std::string header_;
  std::size_t left_ = 0;  ///< Bytes of the frame that are still to come.
  std::string output_;
};

}  // namespace drydock::docker
