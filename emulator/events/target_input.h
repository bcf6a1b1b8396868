#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/json/document.h"
#include "model/events/target.h"

/// What a target is given of an event: the event as it is, a part of it, a constant, or a text made
/// of parts of it.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
namespace drydock::events {

/// Whether the text is a path of EventBridge: "$", "$.detail.state", "$.resources[0]",
/// "$.detail['a-b']".
bool is_path(std::string_view text);

/// What is wrong with the ways in which a target says what it is to be given; nothing where all is
/// well.
std::optional<std::string> input_fault(const model::events::Target& target);

/// What an input transformer may name besides the event's parts.
struct InputContext {
  std::string_view rule_arn;
  std::string_view rule_name;
  TimePoint ingested_at;
};

/// `event` is the whole event, with its envelope. At most `input_max` bytes, or nothing.
inline constexpr std::size_t input_max = std::size_t{1} << 20;
std::optional<std::string> input_of(const model::events::Target& target, json::View event,
                                    const InputContext& context);

}  // namespace drydock::events
