#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "api/aws/handler.h"
#include "emulator/model/service.h"

namespace drydock::aws {

/// The handlers of one service: its table of contents.
class ServiceTable {
 public:
  explicit ServiceTable(const model::ServiceModel& service);

  [[nodiscard]] const model::ServiceModel& service() const { return *service_; }

  /// Registers what handler_of takes: a function or lambda, or an object and its member function.
  ///
  ///     table.add("CreateCluster", &create_cluster);
  ///     table.add("PutImage", images, &Images::put);
  ///
  /// Throws std::logic_error where the service has no such operation, where it has a handler
  /// already, and where the handler's types are not the operation's.
  template <class... Callable>
  void add(std::string_view operation, Callable&&... callable) {
    put(operation, handler_of(std::forward<Callable>(callable)...));
  }

  /// The handler of an operation of this service, or null.
  [[nodiscard]] const Handler* find(const model::OperationModel& operation) const;

 private:
  void put(std::string_view operation, std::unique_ptr<Handler> handler);

  const model::ServiceModel* service_;
  std::vector<std::unique_ptr<Handler>> handlers_;  // As the service's operations.
};

/// The tables of all services that have a model.
class ServiceTables {
 public:
  ServiceTables();

  /// The table of a service; throws std::logic_error for one that is not in model::services().
  [[nodiscard]] ServiceTable& of(const model::ServiceModel& service);
  [[nodiscard]] const ServiceTable& of(const model::ServiceModel& service) const;

  [[nodiscard]] const std::vector<ServiceTable>& all() const { return tables_; }

 private:
  std::vector<ServiceTable> tables_;  // As model::services().
};

}  // namespace drydock::aws
