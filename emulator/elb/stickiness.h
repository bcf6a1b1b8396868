#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/elb/routing.h"

/// The cookie by which a load balancer sends a client to the same target again: opaque to the
/// client, with the target and the time in it.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#sticky-sessions
namespace drydock::elb {

/// The place of the target that the client's cookies name, if that target takes requests and the
/// cookie is no older than the group's duration. `cookies` is the value of a Cookie header.
std::optional<std::uint32_t> sticky_target(const RoutedGroup& group, std::string_view cookies,
                                           TimePoint now);

/// The cookie's value for a target.
std::string sticky_value(const RoutedTarget& target, TimePoint now);

/// The value of a cookie in a Cookie header; empty if it is not there.
std::string_view cookie_value(std::string_view cookies, std::string_view name);

}  // namespace drydock::elb
