#include "api/events/operations.h"

#include "api/events/api_destinations.h"
#include "api/events/connections.h"
#include "api/events/rules.h"
#include "api/events/tags.h"
#include "api/events/targets.h"

namespace drydock::events::api {

void add_operations(aws::ServiceTable& table, const Handlers& handlers) {
  table.add("PutRule", &put_rule);
  table.add("DeleteRule", &delete_rule);
  table.add("DescribeRule", &describe_rule);
  table.add("ListRules", &list_rules);
  table.add("ListRuleNamesByTarget", &list_rule_names_by_target);
  table.add("EnableRule", &enable_rule);
  table.add("DisableRule", &disable_rule);

  table.add("PutTargets", &put_targets);
  table.add("RemoveTargets", &remove_targets);
  table.add("ListTargetsByRule", &list_targets_by_rule);

  table.add("PutEvents", handlers.publishing, &Publishing::put_events);
  table.add("TestEventPattern", &test_event_pattern);
  table.add("DescribeEventBus", &describe_event_bus);
  table.add("ListEventBuses", &list_event_buses);

  table.add("CreateConnection", &create_connection);
  table.add("DescribeConnection", &describe_connection);
  table.add("ListConnections", &list_connections);
  table.add("DeleteConnection", &delete_connection);

  table.add("CreateApiDestination", &create_api_destination);
  table.add("DescribeApiDestination", &describe_api_destination);
  table.add("ListApiDestinations", &list_api_destinations);
  table.add("UpdateApiDestination", &update_api_destination);
  table.add("DeleteApiDestination", &delete_api_destination);

  table.add("TagResource", &tag_resource);
  table.add("UntagResource", &untag_resource);
  table.add("ListTagsForResource", &list_tags_for_resource);
}

}  // namespace drydock::events::api
