#pragma once

#include <optional>
#include <string_view>

namespace drydock {

/// One parameter of a query or a form, as it was sent: with its percent signs.
struct QueryParameter {
  std::string_view name;
  std::string_view value;  ///< Empty where there is no '='.

  friend bool operator==(const QueryParameter&, const QueryParameter&) = default;
};

/// Takes the first parameter off a text such as "a=b&c=d"; nothing once there is none left. Between
/// two ampersands with nothing between them there is none.
/// https://url.spec.whatwg.org/#urlencoded-parsing
std::optional<QueryParameter> take_parameter(std::string_view& query);

}  // namespace drydock
