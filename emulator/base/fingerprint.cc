#include "emulator/base/fingerprint.h"

namespace drydock {

std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t value = 14695981039346656037U;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return value;
}

}  // namespace drydock
