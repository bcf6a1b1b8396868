#include "drydock/handlers.h"

#include "api/ec2/operations.h"
#include "api/elbv2/operations.h"
#include "api/iam/operations.h"
#include "api/sts/operations.h"
#include "model/application_autoscaling/service_model.h"
#include "model/cloudwatch/service_model.h"
#include "model/codedeploy/service_model.h"
#include "model/ec2/service_model.h"
#include "model/ecr/service_model.h"
#include "model/ecs/service_model.h"
#include "model/elbv2/service_model.h"
#include "model/events/service_model.h"
#include "model/iam/service_model.h"
#include "model/sts/service_model.h"

namespace drydock {

Handlers::Handlers(aws::Dispatcher& dispatcher, const HandlerNeeds& needs)
    : autoscaling_(needs.zones),
      cloudwatch_(needs.metrics),
      codedeploy_(needs.functions),
      ecr_(needs.blobs, needs.uploads, needs.tokens, needs.authority, needs.workers),
      ecs_(needs.access, needs.functions, needs.authority),
      events_(needs.events) {
  autoscaling::api::add_operations(dispatcher.table(model::application_autoscaling::service),
                                   autoscaling_);
  cloudwatch::api::add_operations(dispatcher.table(model::cloudwatch::service), cloudwatch_);
  codedeploy::api::add_operations(dispatcher.table(model::codedeploy::service), codedeploy_);
  ec2::api::add_operations(dispatcher.table(model::ec2::service));
  ecr::api::add_operations(dispatcher.table(model::ecr::service), ecr_);
  ecs::api::add_operations(dispatcher.table(model::ecs::service), ecs_);
  elb::api::add_operations(dispatcher.table(model::elbv2::service));
  events::api::add_operations(dispatcher.table(model::events::service), events_);
  iam::api::add_operations(dispatcher.table(model::iam::service));
  sts::api::add_operations(dispatcher.table(model::sts::service));
}

}  // namespace drydock
