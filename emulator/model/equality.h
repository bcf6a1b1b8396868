#pragma once

#include <type_traits>

#include "emulator/model/shape.h"

namespace drydock::model {

/// Whether two values of the shape are equal.
bool equal(const Shape& shape, const void* a, const void* b);

/// A generated struct.
template <class T>
concept Structure = std::is_class_v<T> && requires {
  shape_of<T>();
};

/// Found by ADL for generated structs, and so by the standard library's containers of them. It
/// walks the table: an operator of its own for each of hundreds of structs would cost every build.
template <Structure T>
bool operator==(const T& a, const T& b) {
  return equal(shape_of<T>(), &a, &b);
}

}  // namespace drydock::model
