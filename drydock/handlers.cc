#include "drydock/handlers.h"

#include "api/ec2/operations.h"
#include "api/elbv2/operations.h"
#include "api/iam/operations.h"
#include "api/sts/operations.h"
#include "model/ec2/service_model.h"
#include "model/ecr/service_model.h"
#include "model/ecs/service_model.h"
#include "model/elbv2/service_model.h"
#include "model/iam/service_model.h"
#include "model/sts/service_model.h"

namespace drydock {

void add_handlers(aws::Dispatcher& dispatcher, const ecr::api::Handlers& registry,
                  const ecs::api::Handlers& containers) {
  ec2::api::add_operations(dispatcher.table(model::ec2::service));
  ecr::api::add_operations(dispatcher.table(model::ecr::service), registry);
  ecs::api::add_operations(dispatcher.table(model::ecs::service), containers);
  elb::api::add_operations(dispatcher.table(model::elbv2::service));
  iam::api::add_operations(dispatcher.table(model::iam::service));
  sts::api::add_operations(dispatcher.table(model::sts::service));
}

}  // namespace drydock
