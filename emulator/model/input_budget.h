#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

namespace drydock::model {

/// How much memory the elements of an input's lists and maps may take. A structure of a model has a
/// kilobyte or two even where nothing is set, and `{},` has three bytes: without a bound, a request
/// costs hundreds of times its size. An honest one comes nowhere near.
class InputBudget {
 public:
  /// For an input that is read from so many bytes of text.
  explicit InputBudget(std::size_t text_bytes)
      : bytes_left_(std::min(least + times_text * std::min(text_bytes, most), most)) {}

  /// For what drydock has written itself.
  static InputBudget unlimited() {
    InputBudget budget(0);
    budget.bytes_left_ = std::numeric_limits<std::size_t>::max();
    return budget;
  }

  /// Whether `count` elements of `bytes_each` are still within it; they are then taken from it.
  [[nodiscard]] bool take(std::size_t count, std::size_t bytes_each) {
    if (bytes_each > 0 && count > bytes_left_ / bytes_each) return false;
    bytes_left_ -= count * bytes_each;
    return true;
  }

  /// The same for an entry of a map: about what it takes beside the text that it is read from.
  [[nodiscard]] bool take_entry() { return take(1, 128); }

 private:
  static constexpr std::size_t least = 1024 * 1024;
  static constexpr std::size_t times_text = 64;
  static constexpr std::size_t most = 16 * 1024 * 1024;

  std::size_t bytes_left_;
};

}  // namespace drydock::model
