#include "drydock/handlers.h"

#include "api/ec2/operations.h"
#include "api/elbv2/operations.h"
#include "api/iam/operations.h"
#include "api/sts/operations.h"
#include "model/ec2.h"
#include "model/ecr.h"
#include "model/ecs.h"
#include "model/elbv2.h"
#include "model/iam.h"
#include "model/sts.h"

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
