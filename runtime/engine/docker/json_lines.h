#pragma once

#include <string>
#include <string_view>

namespace drydock::docker {

/// Cuts a stream of JSON texts, one a line, into its lines, however the pieces come.
class JsonLines {
 public:
  /// Longer lines are dropped: no message of the engine comes near it.
  static constexpr std::size_t line_limit = 1U << 20;

  /// Gives each line that is complete now to `take`, without its line end; empty ones are left out.
  template <class Take>
  void feed(std::string_view piece, Take take) {
    for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
      keep(piece.substr(0, end));
      piece.remove_prefix(end + 1);
      if (rest_.ends_with('\r')) rest_.pop_back();
      if (!rest_.empty() && !dropping_) take(std::string_view(rest_));
      rest_.clear();
      dropping_ = false;
    }
    keep(piece);
  }

 private:
  void keep(std::string_view part) {
    dropping_ = dropping_ || rest_.size() + part.size() > line_limit;
    if (!dropping_) rest_ += part;
  }

  std::string rest_;
  bool dropping_ = false;
};

}  // namespace drydock::docker
