#include "emulator/iam/session.h"

#include <algorithm>
#include <string>

namespace drydock::iam {

std::string Session::index_key() const {
  constexpr std::size_t digits = 20;  // Of the largest there is.
  const Duration since = std::max(expires_at, TimePoint()).time_since_epoch();
  const std::string text = std::to_string(since.count());
  return std::string(digits - text.size(), '0') + text;
}

}  // namespace drydock::iam
