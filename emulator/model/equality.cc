#include "emulator/model/equality.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/bytes.h"
#include "emulator/base/time.h"
#include "emulator/model/document.h"

namespace drydock::model {
namespace {

template <class T>
bool equal_as(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

bool equal_members(const Shape& shape, const void* a, const void* b) {
  for (const Member& member : shape.members) {
    const void* left = find_field(a, member);
    const void* right = find_field(b, member);
    if (left == nullptr && right == nullptr) continue;
    if (left == nullptr || right == nullptr) return false;
    if (!equal(*member.shape, left, right)) return false;
  }
  return true;
}

bool equal_elements(const Shape& shape, const void* a, const void* b) {
  const Elements left = shape.access->elements(const_cast<void*>(a));
  const Elements right = shape.access->elements(const_cast<void*>(b));
  if (left.count != right.count) return false;
  for (std::size_t i = 0; i < left.count; ++i) {
    const std::size_t offset = i * shape.access->stride;
    const void* of_left = static_cast<const char*>(left.first) + offset;
    const void* of_right = static_cast<const char*>(right.first) + offset;
    if (!equal(*shape.element, of_left, of_right)) return false;
  }
  return true;
}

using Entries = std::vector<std::pair<std::string_view, const void*>>;

Entries entries_of(const Shape& shape, const void* map) {
  Entries entries;
  shape.access->visit(map, &entries, [](void* found, std::string_view key, const void* value) {
    static_cast<Entries*>(found)->emplace_back(key, value);
  });
  return entries;
}

bool equal_entries(const Shape& shape, const void* a, const void* b) {
  const Entries left = entries_of(shape, a);
  const Entries right = entries_of(shape, b);
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i].first != right[i].first) return false;
    if (!equal(*shape.element, left[i].second, right[i].second)) return false;
  }
  return true;
}

}  // namespace

bool equal(const Shape& shape, const void* a, const void* b) {
  switch (shape.kind) {
    case Kind::structure:
      return equal_members(shape, a, b);
    case Kind::list:
      return equal_elements(shape, a, b);
    case Kind::map:
      return equal_entries(shape, a, b);
    case Kind::string:
      return equal_as<std::string>(a, b);
    case Kind::enumeration:
      return enumerator_number(a) == enumerator_number(b);
    case Kind::integer:
      return equal_as<std::int32_t>(a, b);
    case Kind::long_integer:
      return equal_as<std::int64_t>(a, b);
    case Kind::floating:
      return equal_as<double>(a, b);
    case Kind::boolean:
      return equal_as<bool>(a, b);
    case Kind::timestamp:
      return equal_as<TimePoint>(a, b);
    case Kind::blob:
      return equal_as<Bytes>(a, b);
    case Kind::document:
      return equal_as<Document>(a, b);
  }
  return false;
}

}  // namespace drydock::model
