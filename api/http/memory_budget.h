#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace drydock::http {

/// How many bytes all connections together may hold in bodies. Any thread may ask.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : left_(bytes) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  /// What one holder has of the budget; given back at its end.
  class Share {
   public:
    explicit Share(MemoryBudget& budget) : budget_(&budget) {}
    ~Share() { resize(0); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    /// Takes or gives back the difference. False, with nothing changed, where the budget has not so
    /// much left; becoming smaller always succeeds.
    bool resize(std::size_t bytes) {
      if (bytes > bytes_ && !budget_->take(bytes - bytes_)) return false;
      if (bytes < bytes_) budget_->left_.fetch_add(bytes_ - bytes, std::memory_order_relaxed);
      bytes_ = bytes;
      return true;
    }

   private:
    MemoryBudget* budget_;
    std::size_t bytes_ = 0;
  };

 private:
  bool take(std::size_t bytes) {
    std::size_t left = left_.load(std::memory_order_relaxed);
    while (left >= bytes) {
      if (left_.compare_exchange_weak(left, left - bytes, std::memory_order_relaxed)) return true;
    }
    return false;
  }

  std::atomic<std::size_t> left_;
};

}  // namespace drydock::http
