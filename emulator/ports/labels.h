#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/shared.h"

namespace drydock {

/// The labels of a container, by name and in its order. Copies share them: they go with every look
/// at a container and with every event of it, and hardly ever change; and there may be very many.
class Labels {
 public:
  using value_type = std::pair<std::string, std::string>;
  using const_iterator = std::vector<value_type>::const_iterator;
  using iterator = const_iterator;

  Labels() = default;
  Labels(const std::map<std::string, std::string>& labels)  // NOLINT(google-explicit-constructor)
      : sorted_(std::vector<value_type>(labels.begin(), labels.end())) {}
  Labels(std::initializer_list<std::pair<const std::string, std::string>> labels)
      : Labels(std::map<std::string, std::string>(labels)) {}

  [[nodiscard]] const_iterator begin() const { return sorted_->begin(); }
  [[nodiscard]] const_iterator end() const { return sorted_->end(); }
  [[nodiscard]] bool empty() const { return sorted_->empty(); }
  [[nodiscard]] std::size_t size() const { return sorted_->size(); }
  [[nodiscard]] const_iterator find(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name) != end(); }
  /// Throws std::out_of_range where there is none.
  [[nodiscard]] const std::string& at(std::string_view name) const;

  /// Makes it where it is not there.
  std::string& operator[](std::string_view name);
  void insert_or_assign(std::string_view name, std::string value);
  void erase(std::string_view name);

  friend bool operator==(const Labels& left, const Labels& right) {
    return left.sorted_.is_shared_with(right.sorted_) || *left.sorted_ == *right.sorted_;
  }

 private:
  Shared<std::vector<value_type>> sorted_;
};

}  // namespace drydock
