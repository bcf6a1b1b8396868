#include "emulator/autoscaling/scalable_target.h"

namespace drydock::autoscaling {

std::optional<std::string> service_key_of(std::string_view resource_id) {
  constexpr std::string_view prefix = "service/";
  if (!resource_id.starts_with(prefix)) return std::nullopt;
  const std::string_view key = resource_id.substr(prefix.size());
  const std::size_t slash = key.find('/');
  const bool is_key = slash != std::string_view::npos && slash > 0 && slash + 1 < key.size() &&
                      key.find('/', slash + 1) == std::string_view::npos;
  if (!is_key) return std::nullopt;
  return std::string(key);
}

}  // namespace drydock::autoscaling
