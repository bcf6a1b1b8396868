#include "emulator/base/function_arn.h"

#include <algorithm>

#include "emulator/base/arn.h"

namespace drydock {

bool is_function_name(std::string_view text) {
  const auto fits = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, fits);
}

std::optional<std::string> function_name_in_arn(std::string_view arn) {
  constexpr std::string_view kind = "function:";
  const auto parsed = Arn::parse(arn);
  if (!parsed || parsed->service != "lambda" || !parsed->resource.starts_with(kind)) {
    return std::nullopt;
  }
  std::string name = parsed->resource.substr(kind.size());
  if (const auto colon = name.find(':'); colon != std::string::npos) {
    if (name.find(':', colon + 1) != std::string::npos || colon + 1 == name.size()) {
      return std::nullopt;
    }
    name.resize(colon);
  }
  if (!is_function_name(name)) return std::nullopt;
  return name;
}

std::string function_name_of(const std::string& given) {
  return function_name_in_arn(given).value_or(given);
}

}  // namespace drydock
