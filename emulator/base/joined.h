#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace drydock {

/// The parts one after another, such as the keys of an index are made of.
inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text.append(part);
  return text;
}

}  // namespace drydock
