#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/aws/context.h"
#include "api/aws/pagination.h"
#include "emulator/base/result.h"
#include "emulator/elb/errors.h"
#include "emulator/store/store.h"

namespace drydock::elb {
struct Listener;
struct LoadBalancer;
struct Rule;
struct TargetGroup;
}  // namespace drydock::elb

/// How handlers find what an ARN names, with the errors that AWS gives where it is not there. The
/// pointers hold until the next change to their table.
namespace drydock::elb::api {

Result<const LoadBalancer*> find_load_balancer(const aws::Context& context, const std::string& arn);
Result<const TargetGroup*> find_target_group(const aws::Context& context, const std::string& arn);
Result<const Listener*> find_listener(const aws::Context& context, const std::string& arn);
Result<const Rule*> find_rule(const aws::Context& context, const std::string& arn);

/// The load balancer or target group of this name, of which there is one in a world, or null.
template <class Record>
const Record* find_by_name(const aws::Context& context, const std::string& name) {
  const auto& found = context.store.table<Record>(context.world).members(name);
  return found.empty() ? nullptr : found.begin()->second;
}

/// The rules of a listener, its default one left out, by priority.
std::vector<const Rule*> rules_of(const aws::Context& context, const std::string& listener_arn);

/// The listener whose default rule has this ARN, or null.
const Listener* listener_of_default_rule(const aws::Context& context, const std::string& arn);

/// What a Describe call asks for. `of` is the ARN of whose list it is, if it is one's.
template <class Request>
aws::PageRequest page_request(const aws::Context& context, const Request& request,
                              const std::optional<std::string>& of = std::nullopt) {
  return aws::page_request(context, request.marker, request.page_size.value_or(400),
                           of.value_or(""));
}

aws::Error invalid_marker();

/// The page of `records` (pointers, in the order of their ARNs) that a Describe call asks for. One
/// that is named twice is told once.
template <class Record>
Result<aws::Page<const Record*>> page_of(std::vector<const Record*> records,
                                         const aws::PageRequest& request) {
  const auto key = [](const Record* record) -> const std::string& { return record->arn; };
  records.erase(std::unique(records.begin(), records.end()), records.end());
  auto page = aws::page_of(std::move(records), request, key);
  if (!page) return invalid_marker();
  return *std::move(page);
}

/// All records of a kind, in the order of their ARNs.
template <class Record>
std::vector<const Record*> all(const aws::Context& context) {
  std::vector<const Record*> found;
  for (const auto& [arn, record] : context.store.table<Record>(context.world).rows()) {
    found.push_back(&record);
  }
  return found;
}

}  // namespace drydock::elb::api
