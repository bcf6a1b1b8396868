#include "emulator/ecs/placement/cluster_query.h"

#include <array>
#include <string>

#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using ecs::ClusterQuery;

std::array<ecs::QueriedInstance, 2> instances() {
  ecs::QueriedInstance full;
  full.agent_version = "1.99.0";
  full.ec2_instance_id = "i-abcd1234";
  full.registered_at = TimePoint(seconds(1'700'000'000));
  full.running_tasks = 3;
  full.attributes = {{"ecs.instance-type", "t2.small"}, {"ecs.availability-zone", "us-east-1a"}};
  full.groups = {{"service:production", 3}};
  ecs::QueriedInstance empty;
  empty.agent_connected = false;
  return {full, empty};
}

/// An expression made of the input, which may nest one deeper than allowed and be nothing else.
void check_made(const std::string& made, const ClusterQuery& query, bool same) {
  if (made.size() > ClusterQuery::length_max) return;
  const auto again = ClusterQuery::parse(made);
  if (!again) {
    require(again.error().starts_with("it nests too deep"), "a part makes a whole");
    return;
  }
  require(again->depends_on_tasks() == query.depends_on_tasks(), "a whole asks what a part asks");
  for (const auto& instance : instances()) {
    require((again->matches(instance) == query.matches(instance)) == same,
            "what is put together means what its parts mean");
  }
}

}  // namespace

void run_cluster_query(std::string_view input) {
  const auto query = ClusterQuery::parse(input);
  if (!query) {
    require(!query.error().empty(), "a fault is told");
    return;
  }
  const std::string text(input);
  check_made("(" + text + ")", *query, true);
  check_made("not (" + text + ")", *query, false);
  check_made(text + " and " + text, *query, true);
  check_made(text + " or " + text, *query, true);
  check_made("(" + text + ") and not (" + text + ") or (" + text + ")", *query, true);
}

}  // namespace drydock::fuzz
