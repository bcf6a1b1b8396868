#pragma once

#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace drydock::proxy {

/// How many bytes the buffers of one thread hold together, and how far they may grow.
struct BufferBudget {
  std::size_t held = 0;
  std::size_t limit = std::size_t{32} * 1024 * 1024;
};

/// Bytes that were received and not yet used. Grows only when asked to.
class ReadBuffer {
 public:
  /// `capacity` is had whatever the budget says; the budget outlives the buffer.
  ReadBuffer(std::size_t capacity, BufferBudget& budget)
      : bytes_(std::make_unique_for_overwrite<char[]>(capacity)),
        capacity_(capacity),
        budget_(budget) {
    budget_.held += capacity_;
  }
  ReadBuffer(const ReadBuffer&) = delete;
  ReadBuffer& operator=(const ReadBuffer&) = delete;
  ~ReadBuffer() { budget_.held -= capacity_; }

  /// Holds until space(), append(), grow() or resize().
  [[nodiscard]] std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] bool full() const { return end_ - begin_ == capacity_; }

  /// Where to receive into; what is unused moves to the front first. Empty if the buffer is full.
  boost::asio::mutable_buffer space() {
    if (begin_ > 0) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    return {bytes_.get() + end_, capacity_ - end_};
  }
  void received(std::size_t count) { end_ += count; }

  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  /// Grows as it must, whatever the budget says.
  void append(std::string_view bytes) {
    if (bytes.size() > space().size()) resize(view().size() + bytes.size());
    std::memcpy(bytes_.get() + end_, bytes.data(), bytes.size());
    end_ += bytes.size();
  }

  /// Makes the capacity at least `capacity`. False, and nothing done, where that is more than the
  /// budget has left.
  [[nodiscard]] bool grow(std::size_t capacity) {
    if (capacity <= capacity_) return true;
    if (budget_.held + (capacity - capacity_) > budget_.limit) return false;
    resize(capacity);
    return true;
  }

  /// Gives memory back, or takes it again. What is in the buffer must fit; 0 suits an empty one.
  void resize(std::size_t capacity) {
    auto other = capacity == 0 ? nullptr : std::make_unique_for_overwrite<char[]>(capacity);
    if (other && !empty()) std::memcpy(other.get(), bytes_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    bytes_ = std::move(other);
    budget_.held = budget_.held - capacity_ + capacity;
    capacity_ = capacity;
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_;
  BufferBudget& budget_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace drydock::proxy
