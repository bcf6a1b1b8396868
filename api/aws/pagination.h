#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"

namespace drydock::aws {

/// Which part of a list a call asks for.
struct PageRequest {
  std::string list;                  ///< Which list it is a part of; see page_request.
  std::optional<std::string> token;  ///< What an earlier page gave; none asks for the first one.
  std::size_t size = 100;            ///< The most items that the page may hold.
};

/// What the call asks for. The list is its operation's in its account and region; where an
/// operation has a list for each cluster, repository or listener, `of` names that one.
PageRequest page_request(const Context& context, const std::optional<std::string>& token, int size,
                         std::string_view of = {});

/// A part of a list, and the token that the next part is asked for by, if there is one.
template <class Item>
struct Page {
  std::vector<Item> items;
  std::optional<std::string> next_token;
};

/// A token is the key of the last item given, so items may come and go between two calls and yet
/// none that stays is skipped or told twice. Before it stands a checksum over the list and the key:
/// the token of another operation, world or list, or one with a letter changed, is none. It keeps
/// nothing secret: one who forges a token sees another part of his own list.
std::string make_page_token(std::string_view list, std::string_view last_key);
/// Nothing if the text is not a token that make_page_token gave for this list.
std::optional<std::string> read_page_token(std::string_view list, std::string_view token);

/// The page of `items`, which are in the order of `key(item)` by `before`; no two have the same
/// key. Nothing if the token is not one of this list's.
template <class Item, class Key, class Before = std::less<>>
std::optional<Page<Item>> page_of(std::vector<Item> items, const PageRequest& request, Key key,
                                  Before before = {}) {
  auto first = items.begin();
  if (request.token) {
    const auto last_key = read_page_token(request.list, *request.token);
    if (!last_key) return std::nullopt;
    first = std::find_if(items.begin(), items.end(), [&](const Item& item) {
      return before(std::string_view(*last_key), std::string_view(key(item)));
    });
  }
  Page<Item> page;
  const auto left = static_cast<std::size_t>(items.end() - first);
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(left, request.size));
  page.items.assign(std::make_move_iterator(first), std::make_move_iterator(last));
  if (left > request.size) {
    page.next_token = make_page_token(request.list, key(page.items.back()));
  }
  return page;
}

}  // namespace drydock::aws
