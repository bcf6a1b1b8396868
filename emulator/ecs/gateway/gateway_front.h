#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

/// What a gateway makes: load balancers, and for each of its services a route of two rules and two
/// target groups.
namespace drydock::ecs {

/// What is wanted of a route.
struct NewRoute {
  std::string gateway;  ///< Its name.
  std::string service;  ///< The service's key.
  std::string port_name;
  int port = 80;  ///< The container's.
};

/// Whether the gateway can take one more route: there is room behind its load balancers, or for one
/// more, and for two target groups. An InvalidParameterException where AWS's route would become
/// CREATE_FAILED.
Result<Done> check_room(const Store& store, const World& world, const Gateway& gateway);
/// Puts a route, behind a load balancer that is made for it where none has room. There is room.
const GatewayRoute& put_route(Store& store, const World& world, const NewRoute& wanted,
                              IdSource& ids, TimePoint now);
/// Whether all that the route is made of is there: a client may have taken parts of it away.
bool is_whole(const Store& store, const World& world, const GatewayRoute& route);
/// Makes anew what a route that is there lacks. It keeps its host name, and comes behind another
/// load balancer, for which there is room, where its own is gone.
const GatewayRoute& restore_route(Store& store, const World& world, const NewRoute& wanted,
                                  const GatewayRoute& present, IdSource& ids, TimePoint now);
/// Takes a route away with all that it is made of, but for a target group that others forward to.
/// The load balancer goes with its last route, an association that is DISASSOCIATING with the last
/// one of its cluster.
void take_route(Store& store, const World& world, std::string_view route_key);

/// Brings what the gateway has made into line with what it says now: the load balancers'
/// attributes, security groups and tags, and the rules for test traffic. Those that could not be,
/// since a client has taken them away, are told.
std::vector<model::ecs::GatewayResourceFailure> renew_front(Store& store, const World& world,
                                                            const Gateway& gateway);

/// Its load balancers that are still there.
std::vector<GatewayBalancer> balancers_of(const Store& store, const World& world,
                                          const Gateway& gateway);
/// Whether a service of the cluster is behind the gateway; both by name.
bool has_route_from(const Store& store, const World& world, std::string_view gateway,
                    std::string_view cluster);

/// Its routes, in the order of their ids.
std::vector<const GatewayRoute*> routes_of_gateway(const Store& store, const World& world,
                                                   std::string_view gateway);

}  // namespace drydock::ecs
