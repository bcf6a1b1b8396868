#pragma once

#include <memory>
#include <utility>

namespace drydock {

/// A value that copies share until one of them is changed: for what is handed on often and changed
/// seldom. Belongs to one thread, but for copies that no one changes any more.
template <class Value>
class Shared {
 public:
  Shared() = default;
  Shared(Value value)  // NOLINT(google-explicit-constructor): it is one
      : value_(std::make_shared<Value>(std::move(value))) {}

  [[nodiscard]] const Value& get() const {
    static const Value none{};
    return value_ ? *value_ : none;
  }
  const Value& operator*() const { return get(); }
  const Value* operator->() const { return &get(); }
  operator const Value&() const { return get(); }  // NOLINT(google-explicit-constructor)

  /// The value, no longer shared with any other copy.
  Value& edit() {
    if (!value_) {
      value_ = std::make_shared<Value>();
    } else if (value_.use_count() > 1) {
      value_ = std::make_shared<Value>(*value_);
    }
    return *value_;
  }

  /// Whether both are copies of one another, and none has been changed since.
  [[nodiscard]] bool is_shared_with(const Shared& other) const { return value_ == other.value_; }

 private:
  std::shared_ptr<Value> value_;
};

}  // namespace drydock
