#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/result.h"

/// The attributes of load balancers, target groups and listeners: their names, defaults and what
/// they may be set to. A record keeps only those that differ from their default.
namespace drydock::elb {

/// The whole numbers that an attribute may have, both ends included.
struct NumberRange {
  int lowest = 0;
  int highest = 0;
};

/// What a text must be that an attribute may be set to; none of them has control characters.
enum class TextForm { any, header_name, cookie_name };

/// One attribute. A value is right if it is one of `words` or a number of `range`; where there is
/// neither, a text of its form.
struct Attribute {
  std::string_view key;
  std::string_view default_value;
  std::span<const std::string_view> words{};
  std::optional<NumberRange> range{};
  TextForm form = TextForm::any;
};

using AttributeTable = std::span<const Attribute>;
using AttributeValues = std::map<std::string, std::string>;

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
AttributeTable load_balancer_attributes();
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
AttributeTable target_group_attributes();
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ListenerAttribute.html
AttributeTable listener_attributes();

/// The attribute's value: the one that was set, or its default. The key must be in the table.
std::string_view attribute(AttributeTable table, const AttributeValues& values,
                           std::string_view key);
/// The same as a number; the attribute must have a range. `otherwise` for a word such as "off".
int number_attribute(AttributeTable table, const AttributeValues& values, std::string_view key,
                     int otherwise = 0);
/// The same as a flag: whether it is "true".
bool flag_attribute(AttributeTable table, const AttributeValues& values, std::string_view key);

/// Every attribute with its value, in the table's order: what the Describe calls tell.
std::vector<std::pair<std::string, std::string>> all_attributes(AttributeTable table,
                                                                const AttributeValues& values);

/// What AWS says of a key or a value that is not right. `owner` is its word for what has the
/// attribute: "Load balancer", "Target group" or "Listener".
Result<Done> check_attribute(AttributeTable table, std::string_view owner, std::string_view key,
                             std::string_view value);
/// Whether the values of a whole table go together: what one of them needs of another is there.
/// `table` is one of the three above.
Result<Done> check_attributes(AttributeTable table, const AttributeValues& values);
/// Keeps a checked value, or forgets it if it is the default.
void set_attribute(AttributeTable table, AttributeValues& values, std::string_view key,
                   std::string_view value);

}  // namespace drydock::elb
