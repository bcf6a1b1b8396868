#include "emulator/base/query.h"

#include <gtest/gtest.h>

#include <vector>

namespace drydock::query_test {
namespace {

TEST(Query, IsTakenApartParameterByParameter) {
  struct Case {
    std::string_view query;
    std::vector<QueryParameter> parameters;
  };
  const Case cases[] = {
      {"", {}},
      {"&&", {}},
      {"a=b", {{"a", "b"}}},
      {"a=b&c=d", {{"a", "b"}, {"c", "d"}}},
      {"&a=b&&c=d&", {{"a", "b"}, {"c", "d"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"=b", {{"", "b"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"a=1&a=2", {{"a", "1"}, {"a", "2"}}},
      {"a%26b=%3D+", {{"a%26b", "%3D+"}}},
  };
  for (const auto& [query, parameters] : cases) {
    std::vector<QueryParameter> taken;
    std::string_view rest = query;
    while (const auto parameter = take_parameter(rest)) taken.push_back(*parameter);
    EXPECT_EQ(taken, parameters) << query;
  }
}

}  // namespace
}  // namespace drydock::query_test
