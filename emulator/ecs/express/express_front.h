#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

/// What stands before an Express service: a load balancer, which others share, with a listener; a
/// rule for the service's host names; and two target groups.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html
namespace drydock::ecs {

/// What is wanted of it.
struct ExpressFront {
  std::vector<std::string> subnets;
  std::vector<std::string> security_groups;
  int port = 80;  ///< The container's.
  std::string health_check_path;
};

/// Whether it can be put: the subnets and the path are right, and there is room for what is new.
/// In the words of Elastic Load Balancing, as an InvalidParameterException.
Result<Done> check_front(const Store& store, const World& world, const ExpressFront& wanted);
/// Whether its subnets and its security groups are right.
Result<Done> check_network(const World& world, const ExpressFront& wanted);
/// Whether the health checks of a target group may ask for this path.
Result<Done> check_health_check_path(const std::string& path);

/// Puts it, and notes it in the gateway, whose endpoint is given already. Services in the same
/// subnets share a load balancer, as long as it has room.
void put_front(Store& store, const World& world, ExpressGateway& gateway,
               const ExpressFront& wanted, IdSource& ids, TimePoint now);
/// Takes away what was put, and the load balancer with the last of its services. What a client has
/// made use of besides stays: a target group that other rules forward to, and a load balancer whose
/// deletion is protected. The gateway's record tells of none of it any more.
void take_front_down(Store& store, const World& world, std::string_view service_key);

}  // namespace drydock::ecs
