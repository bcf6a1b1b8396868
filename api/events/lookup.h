#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/aws/pagination.h"
#include "emulator/base/result.h"
#include "emulator/events/rule.h"
#include "emulator/store/store.h"

/// How handlers find what a call names, with the errors that EventBridge gives where it is not
/// there.
namespace drydock::events::api {

aws::Error validation_error(std::string message);
aws::Error not_found(std::string message);
aws::Error limit_exceeded();

/// The bus that a call names by its name or its ARN must be the default one: there is no other.
Result<Done> check_bus(const aws::Context& context, const std::optional<std::string>& given);

/// The rule on the bus that a call names.
Result<const Rule*> find_rule(const aws::Context& context, const std::optional<std::string>& bus,
                              const std::string& name);

/// The page that a call asks for, of what has names; 100 where it does not say how many.
template <class Item, class Name>
Result<aws::Page<Item>> page_of(const aws::Context& context, std::vector<Item> items,
                                const std::optional<std::string>& token,
                                const std::optional<int>& limit, Name name,
                                std::string_view of = {}) {
  auto page = aws::page_of(std::move(items),
                           aws::page_request(context, token, limit.value_or(100), of), name);
  if (!page) return validation_error("Invalid NextToken.");
  return *std::move(page);
}

}  // namespace drydock::events::api
