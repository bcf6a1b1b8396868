#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace drydock::aws {

/// Which part of a list a call asks for.
struct PageRequest {
  std::optional<std::string> token;  ///< What an earlier page gave; none asks for the first one.
  std::size_t size = 100;            ///< The most items that the page may hold.
};

/// A part of a list, and the token that the next part is asked for by, if there is one.
template <class Item>
struct Page {
  std::vector<Item> items;
  std::optional<std::string> next_token;
};

/// A token is the key of the last item given, made opaque. So items may come and go between two
/// calls, and yet none that stays is skipped or told twice.
std::string make_page_token(std::string_view last_key);
/// Nothing if the text is not a token that make_page_token gave.
std::optional<std::string> read_page_token(std::string_view token);

/// The page of `items`, which are in the order of `key(item)` by `before`. Nothing if the token is
/// not one of drydock's.
template <class Item, class Key, class Before = std::less<>>
std::optional<Page<Item>> page_of(std::vector<Item> items, const PageRequest& request, Key key,
                                  Before before = {}) {
  auto first = items.begin();
  if (request.token && !request.token->empty()) {
    const auto last_key = read_page_token(*request.token);
    if (!last_key) return std::nullopt;
    first = std::find_if(items.begin(), items.end(), [&](const Item& item) {
      return before(std::string_view(*last_key), std::string_view(key(item)));
    });
  }
  Page<Item> page;
  const auto left = static_cast<std::size_t>(items.end() - first);
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(left, request.size));
  page.items.assign(std::make_move_iterator(first), std::make_move_iterator(last));
  if (left > request.size) page.next_token = make_page_token(key(page.items.back()));
  return page;
}

}  // namespace drydock::aws
