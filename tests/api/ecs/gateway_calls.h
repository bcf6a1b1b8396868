#pragma once

#include <gtest/gtest.h>

#include <string>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_connection.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ecs/service.h"
#include "tests/api/calls.h"

namespace drydock::testing {

/// A cluster "shop" with a definition "web" whose port 8080 is called "http".
struct GatewayCalls : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    register_web();
  }

  void register_web() {
    calls.ecs("RegisterTaskDefinition",
              R"({"family":"web","networkMode":"awsvpc","containerDefinitions":[{"name":"app",
        "image":"shop:v1","memory":64,"portMappings":[{"containerPort":8080,"name":"http"},
        {"containerPort":9090,"name":"admin"}]}]})");
  }

  /// Makes a gateway that is not protected, with these members of its hostSharedAlb.
  aws::Response create_gateway(const std::string& name, const std::string& alb = "",
                               const std::string& members = "") {
    return calls.ecs("CreateGateway",
                     R"({"infrastructureRoleArn":"arn:aws:iam::111122223333:role/infra",)"
                     R"("deletionProtection":false,"configuration":{"hostSharedAlb":{)" +
                         alb + R"(}},"name":")" + name + "\"" + members + "}");
  }
  aws::Response update_gateway(const std::string& members) {
    return calls.ecs("UpdateGateway", R"({"gateway":"edge",)" + members + "}");
  }
  aws::Response describe_gateway(const std::string& name = "edge") {
    return calls.ecs("DescribeGateway", R"({"gateway":")" + name + "\"}");
  }
  aws::Response associate(const std::string& name, const std::string& cluster = "shop") {
    return calls.ecs("AssociateGatewayWithCluster",
                     R"({"gateway":")" + name + R"(","cluster":")" + cluster + "\"}");
  }
  aws::Response disassociate(const std::string& name) {
    return calls.ecs("DisassociateGatewayFromCluster",
                     R"({"cluster":"shop","gateway":")" + name + "\"}");
  }
  aws::Response list(const std::string& what, const std::string& members = "") {
    return calls.ecs("List" + what, "{" + members + "}");
  }

  /// Makes a service with this connector.
  aws::Response create_service(const std::string& name,
                               const std::string& connector = R"({"portName":"http"})",
                               const std::string& members = "") {
    const std::string subnet = ec2::default_network(Calls::world()).subnets.at(0).id;
    return calls.ecs("CreateService",
                     R"({"cluster":"shop","taskDefinition":"web","desiredCount":1,)"
                     R"("networkConfiguration":{"awsvpcConfiguration":{"subnets":[")" +
                         subnet + R"("]}},"serviceName":")" + name + R"(","gatewayConnectors":[)" +
                         connector + "]" + members + "}");
  }
  aws::Response update_service(const std::string& members) {
    return calls.ecs("UpdateService", R"({"cluster":"shop","service":"web",)" + members + "}");
  }
  /// The deployment under way ends, and what ran before has stopped, as the service's controller
  /// would have it.
  void complete(const std::string& key = "shop/web") {
    auto& store = calls.store();
    ecs::complete_deployment(store, Calls::world(), key, Calls::now());
    const auto& record = *store.find<ecs::Service>(Calls::world(), key);
    std::vector<std::string> old;
    for (const auto* set : ecs::task_sets_of(store, Calls::world(), record)) {
      if (set->id != record.task_set) old.push_back(set->key());
    }
    for (const std::string& set : old) ecs::remove_task_set(store, Calls::world(), set);
    ecs::settle_routes(store, Calls::world(), key);
  }
  void end(const std::string& key) {
    ecs::end_service(calls.store(), Calls::world(), key, Calls::now());
    ecs::settle_routes(calls.store(), Calls::world(), key);
  }

  const ecs::Gateway& gateway(const std::string& name = "edge") {
    return *calls.store().find<ecs::Gateway>(Calls::world(), name);
  }
  const ecs::Service& service() {
    return *calls.store().find<ecs::Service>(Calls::world(), "shop/web");
  }
  const ecs::ServiceRevision& revision() {
    const auto* set = ecs::primary_task_set(calls.store(), Calls::world(), service());
    return ecs::revision_of(calls.store(), Calls::world(), *set);
  }
  /// The only route of the service.
  const ecs::GatewayRoute& route(const std::string& key = "shop/web") {
    return *calls.store().table<ecs::GatewayRoute>(Calls::world()).indexed(key).at(0);
  }
  template <class Record>
  std::size_t count() {
    return calls.store().table<Record>(Calls::world()).size();
  }

  Calls calls;
};

}  // namespace drydock::testing
