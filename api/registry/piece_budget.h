#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>

namespace drydock::registry {

/// How large the pieces are in which bodies are received. Large ones cost the least, but a client
/// that stalls keeps its piece: the more transfers there are, the smaller each one's become, so
/// that all together hold a few tens of MiB at most. Any thread.
class PieceBudget {
 public:
  /// The size of a piece where so many transfers are under way.
  static constexpr std::size_t piece_size(int transfers) {
    constexpr std::size_t together = 8 * 1024 * 1024;
    constexpr std::size_t largest = 512 * 1024;
    constexpr std::size_t smallest = 16 * 1024;
    const auto count = static_cast<std::size_t>(std::max(transfers, 1));
    return std::clamp(together / count, smallest, largest);
  }

  /// A transfer under way.
  class Share {
   public:
    explicit Share(PieceBudget& budget) : budget_(budget) { ++budget_.transfers_; }
    ~Share() { --budget_.transfers_; }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    [[nodiscard]] std::size_t piece_size() const {
      return PieceBudget::piece_size(budget_.transfers_.load(std::memory_order_relaxed));
    }

   private:
    PieceBudget& budget_;
  };

 private:
  std::atomic<int> transfers_ = 0;
};

}  // namespace drydock::registry
