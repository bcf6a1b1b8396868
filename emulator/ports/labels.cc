#include "emulator/ports/labels.h"

#include <algorithm>
#include <stdexcept>

namespace drydock {
namespace {

/// Where the label is, or would be.
template <class List>
auto place_of(List& labels, std::string_view name) {
  return std::ranges::lower_bound(labels, name, {}, &Labels::value_type::first);
}

}  // namespace

Labels::const_iterator Labels::find(std::string_view name) const {
  const auto place = place_of(*sorted_, name);
  return place != end() && place->first == name ? place : end();
}

const std::string& Labels::at(std::string_view name) const {
  const auto found = find(name);
  if (found == end()) throw std::out_of_range("no label " + std::string(name));
  return found->second;
}

std::string& Labels::operator[](std::string_view name) {
  auto& labels = sorted_.edit();
  const auto place = place_of(labels, name);
  if (place != labels.end() && place->first == name) return place->second;
  return labels.emplace(place, name, "")->second;
}

void Labels::insert_or_assign(std::string_view name, std::string value) {
  (*this)[name] = std::move(value);
}

void Labels::erase(std::string_view name) {
  if (!contains(name)) return;
  auto& labels = sorted_.edit();
  labels.erase(place_of(labels, name));
}

}  // namespace drydock
