#include "emulator/ecs/express/express_end.h"

#include "emulator/ecs/express/express_front.h"
#include "emulator/ecs/express/express_scaling.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

void end_gateway(const autoscaling::Scaling& scaling, std::string_view service_key) {
  const auto* gateway = scaling.store.find<ExpressGateway>(scaling.world, service_key);
  if (gateway == nullptr) return;
  forget_scaling(scaling, *gateway);
  take_front_down(scaling.store, scaling.world, service_key);
}

}  // namespace drydock::ecs
