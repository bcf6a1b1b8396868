#pragma once

#include <string>
#include <string_view>

#include "api/cloudwatch/operations.h"
#include "api/codedeploy/operations.h"
#include "api/ec2/operations.h"
#include "api/ecs/operations.h"
#include "api/elbv2/operations.h"
#include "api/iam/operations.h"
#include "api/sts/operations.h"
#include "model/cloudwatch/service_model.h"
#include "model/codedeploy/service_model.h"
#include "model/ec2/service_model.h"
#include "model/ecs/service_model.h"
#include "model/elbv2/service_model.h"
#include "model/iam/service_model.h"
#include "model/sts/service_model.h"
#include "tests/api/aws/wire.h"
#include "tests/support/fake_functions.h"

namespace drydock::testing {

/// drydock's own handlers behind a dispatcher: bytes in, bytes out. Every call is the account
/// 111122223333's in eu-west-1, at the same instant.
class Calls {
 public:
  Calls() {
    cloudwatch::api::add_operations(wire_.dispatcher().table(model::cloudwatch::service), metrics_);
    codedeploy::api::add_operations(wire_.dispatcher().table(model::codedeploy::service),
                                    deployments_);
    ec2::api::add_operations(wire_.dispatcher().table(model::ec2::service));
    ecs::api::add_operations(wire_.dispatcher().table(model::ecs::service), containers_);
    elb::api::add_operations(wire_.dispatcher().table(model::elbv2::service));
    iam::api::add_operations(wire_.dispatcher().table(model::iam::service));
    sts::api::add_operations(wire_.dispatcher().table(model::sts::service));
  }

  /// What task definitions may ask of the machine; by default nothing.
  [[nodiscard]] drydock::ecs::HostAccess& host_access() { return access_; }
  /// The functions that there are; by default none.
  [[nodiscard]] FakeFunctions& functions() { return functions_; }
  [[nodiscard]] drydock::cloudwatch::MetricData& metric_data() { return metric_data_; }
  [[nodiscard]] Store& store() { return wire_.store(); }
  [[nodiscard]] IdSource& ids() { return wire_.ids(); }
  [[nodiscard]] aws::Dispatcher& dispatcher() { return wire_.dispatcher(); }
  static World world() { return {"111122223333", "eu-west-1"}; }
  /// The ARN of a resource of ECS in this world, "cluster/shop".
  static std::string arn(const std::string& resource) {
    return "arn:aws:ecs:eu-west-1:111122223333:" + resource;
  }
  static TimePoint now() { return TimePoint(seconds(1'700'000'000)); }

  aws::Response ecs(std::string_view operation, std::string_view body = "{}") {
    return wire_.json("AmazonEC2ContainerServiceV20141113." + std::string(operation), body);
  }
  aws::Response cloudwatch(std::string_view operation, std::string_view body = "{}") {
    return wire_.json("GraniteServiceVersion20100801." + std::string(operation), body);
  }
  aws::Response codedeploy(std::string_view operation, std::string_view body = "{}") {
    return wire_.json("CodeDeploy_20141006." + std::string(operation), body);
  }
  /// `members` as in a form: "&Name=shop&PageSize=1".
  aws::Response elb(std::string_view operation, std::string_view members = "") {
    return form("elasticloadbalancing", operation, "2015-12-01", members);
  }
  aws::Response sts(std::string_view operation, std::string_view members = "") {
    return form("sts", operation, "2011-06-15", members);
  }
  aws::Response iam(std::string_view operation, std::string_view members = "") {
    return form("iam", operation, "2010-05-08", members);
  }
  aws::Response ec2(std::string_view operation, std::string_view members = "") {
    return form("ec2", operation, "2016-11-15", members);
  }

 private:
  aws::Response form(std::string_view service, std::string_view operation, std::string_view version,
                     std::string_view members) {
    const std::string body = "Action=" + std::string(operation) +
                             "&Version=" + std::string(version) + std::string(members);
    aws::Request request = wire_.signed_for(service);
    request.content_type = "application/x-www-form-urlencoded; charset=utf-8";
    request.body = body;
    return *wire_.dispatcher().try_now(request);
  }

  drydock::cloudwatch::MetricData metric_data_;
  drydock::cloudwatch::api::Handlers metrics_{metric_data_};
  drydock::ecs::HostAccess access_;
  FakeFunctions functions_;
  drydock::ecs::api::Handlers containers_{access_, functions_, "localhost:4566"};
  drydock::codedeploy::api::Handlers deployments_{functions_};
  Wire wire_;
};

/// What stands in a JSON text at a path of names and places, such as "service/deployments/0/id":
/// a string as it is, a number or a truth value as text, "[n]" for an array, "{n}" for an object,
/// "null", or "absent".
std::string json_at(const aws::Response& response, std::string_view path);

/// The text at an XPath of an XML answer, such as "//Rules/member[2]/Priority", or "absent".
std::string xml_at(const aws::Response& response, const std::string& path);

/// The parts of an error's answer: "ClientException: TaskDefinition not found." with its status
/// before it unless that is 400. Of a success: "none".
std::string refusal(const aws::Response& response);

}  // namespace drydock::testing
