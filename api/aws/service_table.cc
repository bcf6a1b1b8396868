#include "api/aws/service_table.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace drydock::aws {
namespace {

bool has_nothing_to_tell(const model::OperationModel& operation) {
  return operation.output == nullptr || operation.output->members.empty();
}

bool fits(const Handler& handler, const model::OperationModel& operation) {
  if (handler.input != operation.input) return false;
  if (handler.output == nullptr) return has_nothing_to_tell(operation);
  return handler.output == operation.output;
}

}  // namespace

ServiceTable::ServiceTable(const model::ServiceModel& service)
    : service_(&service), handlers_(service.operations.size()) {}

void ServiceTable::put(std::string_view operation, std::unique_ptr<Handler> handler) {
  const std::string name = std::string(service_->name) + ":" + std::string(operation);
  const auto* model = model::find_operation(*service_, operation);
  if (model == nullptr) throw std::logic_error(name + " is not in the service's model");
  if (!fits(*handler, *model))
    throw std::logic_error("the handler of " + name + " has other types");
  auto& place = handlers_[static_cast<std::size_t>(model - service_->operations.data())];
  if (place) throw std::logic_error(name + " has two handlers");
  place = std::move(handler);
}

const Handler* ServiceTable::find(const model::OperationModel& operation) const {
  return handlers_[static_cast<std::size_t>(&operation - service_->operations.data())].get();
}

ServiceTables::ServiceTables() {
  for (const auto* service : model::services()) tables_.emplace_back(*service);
}

ServiceTable& ServiceTables::of(const model::ServiceModel& service) {
  return const_cast<ServiceTable&>(std::as_const(*this).of(service));
}

const ServiceTable& ServiceTables::of(const model::ServiceModel& service) const {
  const auto at = std::ranges::find(tables_, &service, [](const auto& t) { return &t.service(); });
  if (at == tables_.end()) throw std::logic_error("a service that is not in model::services()");
  return *at;
}

}  // namespace drydock::aws
