#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include "emulator/base/shared.h"

namespace drydock {

/// The labels of a container, by name. Copies share them: they go with every look at a container
/// and with every event of it, and hardly ever change.
class Labels {
 public:
  using Map = std::map<std::string, std::string>;
  using value_type = Map::value_type;
  using const_iterator = Map::const_iterator;
  using iterator = const_iterator;

  Labels() = default;
  Labels(Map labels) : map_(std::move(labels)) {}  // NOLINT(google-explicit-constructor)
  Labels(std::initializer_list<value_type> labels) : map_(Map(labels)) {}
  operator const Map&() const { return *map_; }  // NOLINT(google-explicit-constructor)

  [[nodiscard]] const_iterator begin() const { return map_->begin(); }
  [[nodiscard]] const_iterator end() const { return map_->end(); }
  [[nodiscard]] bool empty() const { return map_->empty(); }
  [[nodiscard]] std::size_t size() const { return map_->size(); }
  [[nodiscard]] const_iterator find(const std::string& name) const { return map_->find(name); }
  [[nodiscard]] bool contains(const std::string& name) const { return map_->contains(name); }
  /// Throws std::out_of_range where there is none.
  [[nodiscard]] const std::string& at(const std::string& name) const { return map_->at(name); }

  void insert_or_assign(std::string name, std::string value) {
    map_.edit().insert_or_assign(std::move(name), std::move(value));
  }
  void emplace(std::string name, std::string value) {
    map_.edit().emplace(std::move(name), std::move(value));
  }
  void erase(const std::string& name) { map_.edit().erase(name); }
  std::string& operator[](const std::string& name) { return map_.edit()[name]; }

  friend bool operator==(const Labels& left, const Labels& right) {
    return left.map_.is_shared_with(right.map_) || *left.map_ == *right.map_;
  }

 private:
  Shared<Map> map_;
};

}  // namespace drydock
