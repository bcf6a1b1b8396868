#pragma once

// RapidJSON as the sources of this folder include it, and nobody else: set up once, alike for all.

#include <stdexcept>

#include "emulator/json/document.h"

// What RapidJSON asserts is a bug of drydock's. It ends the request that meets it, not the program.
#define RAPIDJSON_ASSERT(x) \
  (static_cast<bool>(x) ? static_cast<void>(0) : throw std::logic_error("RapidJSON: " #x))
#define RAPIDJSON_HAS_STDSTRING 1

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace drydock::json {

/// What a View looks at. It must be there.
inline const rapidjson::Value& value_of(View view) {
  return *static_cast<const rapidjson::Value*>(view.address());
}

inline View view_of(const rapidjson::Value& value) { return View(&value); }

inline std::string_view text_of(const rapidjson::Value& string) {
  return {string.GetString(), string.GetStringLength()};
}

}  // namespace drydock::json
