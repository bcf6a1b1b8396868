#include "api/events/lookup.h"

#include "api/aws/context.h"
#include "model/events/service_model.h"

namespace drydock::events::api {

aws::Error validation_error(std::string message) {
  return {"ValidationException", std::move(message)};
}

aws::Error not_found(std::string message) {
  return {model::events::error::resource_not_found_exception, std::move(message)};
}

aws::Error limit_exceeded() {
  return {model::events::error::limit_exceeded_exception,
          "The requested resource exceeds the maximum number allowed."};
}

Result<Done> check_bus(const aws::Context& context, const std::optional<std::string>& given) {
  if (!given || *given == default_bus || *given == event_bus_arn(context.world)) return Done{};
  return not_found("Event bus " + *given + " does not exist.");
}

Result<const Rule*> find_rule(const aws::Context& context, const std::optional<std::string>& bus,
                              const std::string& name) {
  if (const auto checked = check_bus(context, bus); !checked) return checked.error();
  const auto* rule = context.store.find<Rule>(context.world, name);
  if (rule == nullptr) return not_found("Rule " + name + " does not exist on EventBus default.");
  return rule;
}

}  // namespace drydock::events::api
