#include "api/aws/pagination.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drydock::aws::pagination_test {
namespace {

const std::string list = "ListThings/111122223333/eu-west-1/";

PageRequest after(const std::string& last_key, std::size_t size) {
  return {.list = list, .token = make_page_token(list, last_key), .size = size};
}

std::optional<Page<std::string>> page(std::vector<std::string> items, const PageRequest& request) {
  return page_of(std::move(items), request, [](const std::string& item) { return item; });
}

TEST(Pagination, GivesATokenWhileMoreFollows) {
  const auto first = page({"a", "b", "c"}, {.list = list, .token = {}, .size = 2});
  EXPECT_EQ(first->items, (std::vector<std::string>{"a", "b"}));
  const auto second = page({"a", "b", "c"}, {.list = list, .token = first->next_token, .size = 2});
  EXPECT_EQ(second->items, std::vector<std::string>{"c"});
  EXPECT_FALSE(second->next_token);
}

TEST(Pagination, SkipsNothingThatStaysWhenItemsComeAndGo) {
  EXPECT_EQ(page({"a", "c", "d"}, after("b", 1))->items, std::vector<std::string>{"c"});
  EXPECT_EQ(page({"0", "a", "b", "bb", "c"}, after("b", 9))->items,
            (std::vector<std::string>{"bb", "c"}));
  EXPECT_TRUE(page({}, after("b", 1))->items.empty());
}

TEST(Pagination, TakesNoTokenButItsOwn) {
  const std::string token = make_page_token(list, "thing");
  EXPECT_EQ(read_page_token(list, token), "thing");
  std::string altered = token;
  altered.back() = altered.back() == '0' ? '1' : '0';
  const std::vector<std::string> rows{
      "",
      "0",
      "x",
      altered,
      token + "00",
      token.substr(2),
      token.substr(0, token.size() - 1),
      token.substr(0, 16),
      "00000000000000007468696e67",
      make_page_token("ListOthers/111122223333/eu-west-1/", "thing"),
      make_page_token("ListThings/111122223333/eu-west-2/", "thing"),
      make_page_token("ListThings/444455556666/eu-west-1/", "thing"),
      make_page_token(list + "shop", "thing")};
  for (const std::string& row : rows) EXPECT_FALSE(read_page_token(list, row)) << row;
  EXPECT_FALSE(page({"a"}, {.list = list, .token = "x", .size = 1}));
}

}  // namespace
}  // namespace drydock::aws::pagination_test
