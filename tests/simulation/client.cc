#include "tests/simulation/client.h"

#include <algorithm>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"

namespace drydock::simulation {
namespace {

constexpr std::string_view app_port = "8080";

/// The subnets of the default VPC as a JSON array.
std::string subnets(const World& world) {
  std::string list;
  for (const auto& subnet : ec2::default_network(world).subnets) {
    list += (list.empty() ? "\"" : ",\"") + subnet.id + "\"";
  }
  return "[" + list + "]";
}

/// What runs before an accompanied container, what it shares its life with, and what may end and is
/// started again in place.
constexpr std::string_view company =
    R"(,{"name":"prepare","image":"brief:1","memory":64,"essential":false})"
    R"(,{"name":"proxy","image":"good:1","memory":64,"stopTimeout":3})"
    R"(,{"name":"helper","image":"faltering:1","memory":64,"essential":false,)"
    R"("restartPolicy":{"enabled":true,"restartAttemptPeriod":60}})";

std::string containers(const std::string& image, const ServiceShape& shape) {
  const std::string host_port = shape.awsvpc ? std::string(app_port) : "0";
  std::string text =
      R"({"name":"app","image":")" + image +
      R"(:1","memory":64,"stopTimeout":3,"portMappings":[{"name":"http","containerPort":)" +
      std::string(app_port) + R"(,"hostPort":)" + host_port + "}]";
  if (shape.checked) {
    text += R"(,"healthCheck":{"command":["CMD-SHELL","true"],)"
            R"("interval":5,"timeout":2,"retries":2})";
  }
  if (shape.accompanied) {
    text += R"(,"dependsOn":[{"containerName":"prepare","condition":"SUCCESS"},)"
            R"({"containerName":"proxy","condition":"START"}])";
  }
  return text + "}" + std::string(shape.accompanied ? company : "");
}

std::string network_of(const World& world, const ServiceShape& shape) {
  if (!shape.awsvpc) return "";
  return R"(,"networkConfiguration":{"awsvpcConfiguration":{"subnets":)" + subnets(world) + "}}";
}

std::string in_service(const std::string& service) {
  return R"({"cluster":"sim","service":")" + service + R"(",)";
}

std::string scaled_to(int percent) {
  return R"(,"scale":{"unit":"PERCENT","value":)" + std::to_string(percent) + "}";
}

/// A listener's default action.
std::string forward_to(const std::string& group_arn, const std::string& alternate_arn) {
  const std::string action = "&DefaultActions.member.1.";
  if (alternate_arn.empty()) {
    return action + "Type=forward" + action + "TargetGroupArn=" + group_arn;
  }
  const std::string group = action + "ForwardConfig.TargetGroups.member.";
  return action + "Type=forward" + group + "1.TargetGroupArn=" + group_arn + group +
         "1.Weight=100" + group + "2.TargetGroupArn=" + alternate_arn + group + "2.Weight=0";
}

}  // namespace

std::string family(std::string_view image, const ServiceShape& shape) {
  return std::string(image) + (shape.awsvpc ? "-awsvpc" : "-bridge") +
         (shape.checked ? "-checked" : "") + (shape.accompanied ? "-accompanied" : "");
}

ServiceShape shape_of(const ecs::Service& service) {
  return {.awsvpc = service.network_configuration.has_value(),
          .behind_load_balancer = !service.load_balancers.empty(),
          .shifting = !service.gateway_connectors.empty() ||
                      (!service.load_balancers.empty() &&
                       service.load_balancers.front().advanced_configuration.has_value()),
          .checked = service.task_definition.find("-checked") != std::string::npos,
          .accompanied = service.task_definition.find("-accompanied") != std::string::npos,
          .daemon = service.scheduling_strategy == model::ecs::SchedulingStrategy::daemon,
          .external = ecs::is_governed_outside(service),
          .connected = !service.gateway_connectors.empty()};
}

std::string balanced_by(const Balancing& balancing) {
  std::string advanced;
  if (!balancing.alternate_arn.empty()) {
    advanced = R"(,"advancedConfiguration":{"alternateTargetGroupArn":")" +
               balancing.alternate_arn + R"(","productionListenerRule":")" + balancing.rule_arn +
               R"(","roleArn":"arn:aws:iam::000000000000:role/balancing"})";
  }
  return R"(,"loadBalancers":[{"targetGroupArn":")" + balancing.target_group_arn +
         R"(","containerName":"app","containerPort":)" + std::string(app_port) + advanced + "}]";
}

std::string find_target_group(const Store& store, const World& world, std::string_view name) {
  for (const auto& [arn, group] : store.table<elb::TargetGroup>(world).rows()) {
    if (group.name == name) return arn;
  }
  return "";
}

Client::Client(World world, Send send) : world_(std::move(world)), send_(std::move(send)) {}

void Client::set_up() {
  ecs("CreateCluster", R"({"clusterName":"sim"})");
  std::string members = "&Name=lb";
  int place = 0;
  for (const auto& subnet : ec2::default_network(world_).subnets) {
    members += "&Subnets.member." + std::to_string(++place) + "=" + subnet.id;
  }
  elb("CreateLoadBalancer", members);
  open_gateway();
  for (const std::string_view name : alarm_names) {
    cloudwatch("PutMetricAlarm",
               R"({"AlarmName":")" + std::string(name) +
                   R"(","MetricName":"Errors","Namespace":"Sim","Statistic":"Sum","Period":60,)"
                   R"("EvaluationPeriods":1,"Threshold":1,)"
                   R"("ComparisonOperator":"GreaterThanThreshold"})");
    set_alarm(name, "OK");
  }
}

void Client::register_task_definition(std::string_view image, const ServiceShape& shape) {
  ecs("RegisterTaskDefinition", R"({"family":")" + family(image, shape) + R"(","networkMode":")" +
                                    (shape.awsvpc ? "awsvpc" : "bridge") +
                                    R"(","containerDefinitions":[)" +
                                    containers(std::string(image), shape) + "]}");
}

void Client::create_service(const std::string& name, const ServiceShape& shape, int desired,
                            std::string_view image, const Balancing& balancing) {
  std::string body = R"({"cluster":"sim","serviceName":")" + name + "\"";
  if (!shape.daemon) body += R"(,"desiredCount":)" + std::to_string(desired);
  if (shape.external) {
    return static_cast<void>(
        ecs("CreateService", body + R"(,"deploymentController":{"type":"EXTERNAL"}})"));
  }
  body += R"(,"taskDefinition":")" + family(image, shape) + "\"" + network_of(world_, shape);
  if (shape.daemon) body += R"(,"schedulingStrategy":"DAEMON")";
  if (shape.behind_load_balancer) body += balanced_by(balancing);
  if (shape.connected) body += connected;
  ecs("CreateService", body + "}");
}

void Client::update_service(const std::string& name, const std::string& settings) {
  ecs("UpdateService", R"({"cluster":"sim","service":")" + name + "\"" + settings + "}");
}

void Client::delete_service(const std::string& name) {
  ecs("DeleteService", R"({"cluster":"sim","force":true,"service":")" + name + R"("})");
}

void Client::create_task_set(const std::string& service, const ServiceShape& shape,
                             std::string_view image, int scale, const Balancing& balancing) {
  std::string body = in_service(service) + R"("taskDefinition":")" + family(image, shape) + "\"" +
                     network_of(world_, shape) + scaled_to(scale);
  if (!balancing.target_group_arn.empty()) body += balanced_by(balancing);
  ecs("CreateTaskSet", body + "}");
}

void Client::scale_task_set(const std::string& service, const std::string& id, int scale) {
  ecs("UpdateTaskSet", in_service(service) + R"("taskSet":")" + id + "\"" + scaled_to(scale) + "}");
}

void Client::make_task_set_primary(const std::string& service, const std::string& id) {
  ecs("UpdateServicePrimaryTaskSet", in_service(service) + R"("primaryTaskSet":")" + id + R"("})");
}

void Client::delete_task_set(const std::string& service, const std::string& id) {
  ecs("DeleteTaskSet", in_service(service) + R"("force":true,"taskSet":")" + id + R"("})");
}

void Client::continue_deployment(const std::string& deployment_arn, const std::string& hook_id,
                                 std::string_view action) {
  ecs("ContinueServiceDeployment", R"({"serviceDeploymentArn":")" + deployment_arn +
                                       R"(","hookId":")" + hook_id + R"(","action":")" +
                                       std::string(action) + R"("})");
}

void Client::set_alarm(std::string_view name, std::string_view state) {
  cloudwatch("SetAlarmState", R"({"AlarmName":")" + std::string(name) + R"(","StateValue":")" +
                                  std::string(state) + R"(","StateReason":"a storm"})");
}

void Client::open_gateway() {
  ecs("CreateGateway", R"({"name":")" + std::string(gateway_name) +
                           R"(","infrastructureRoleArn":"arn:aws:iam::000000000000:role/infra",)"
                           R"("deletionProtection":false,"configuration":{"hostSharedAlb":{}}})");
  ecs("AssociateGatewayWithCluster",
      R"({"cluster":"sim","gateway":")" + std::string(gateway_name) + R"("})");
}

void Client::close_gateway() {
  const std::string gateway = R"("gateway":")" + std::string(gateway_name) + R"("})";
  ecs("DisassociateGatewayFromCluster", R"({"cluster":"sim",)" + gateway);
  ecs("DeleteGateway", "{" + gateway);
}

void Client::set_test_traffic(bool known) {
  ecs("UpdateGateway", R"({"gateway":")" + std::string(gateway_name) +
                           R"(","configuration":{"hostSharedAlb":{"testTrafficRules":)"
                           R"({"header":{"name":"x-test","values":[)" +
                           (known ? R"("1")" : "") + "]}}}}}");
}

void Client::run_tasks(const ServiceShape& shape, int count, std::string_view image) {
  ecs("RunTask", R"({"cluster":"sim","taskDefinition":")" + family(image, shape) + R"(","count":)" +
                     std::to_string(count) + network_of(world_, shape) + "}");
}

void Client::stop_task(const std::string& task_id) {
  ecs("StopTask", R"({"cluster":"sim","task":")" + task_id + R"("})");
}

void Client::register_instance(int memory_mib, std::size_t zone) {
  const std::string name = ec2::default_network(world_).subnets.at(zone).availability_zone;
  ecs("RegisterContainerInstance",
      R"({"cluster":"sim","totalResources":[{"name":"CPU","type":"INTEGER","integerValue":1048576},)"
      R"({"name":"MEMORY","type":"INTEGER","integerValue":)" +
          std::to_string(memory_mib) +
          R"(}],"attributes":[{"name":"ecs.availability-zone","value":")" + name + R"("}]})");
}

void Client::set_instance_state(const std::string& instance_id, std::string_view state) {
  ecs("UpdateContainerInstancesState", R"({"cluster":"sim","containerInstances":[")" + instance_id +
                                           R"("],"status":")" + std::string(state) + R"("})");
}

void Client::deregister_instance(const std::string& instance_id) {
  ecs("DeregisterContainerInstance",
      R"({"cluster":"sim","force":true,"containerInstance":")" + instance_id + R"("})");
}

void Client::create_target_group(const std::string& name, bool awsvpc) {
  elb("CreateTargetGroup",
      "&Name=" + name + "&Protocol=HTTP&Port=80&VpcId=" + ec2::default_network(world_).vpc_id +
          "&TargetType=" + (awsvpc ? "ip" : "instance") +
          "&HealthCheckPath=/health&HealthCheckIntervalSeconds=5&HealthCheckTimeoutSeconds=2"
          "&HealthyThresholdCount=2");
}

void Client::create_listener(const Store& store, const std::string& group_arn,
                             const std::string& alternate_arn) {
  const auto balancers = store.table<elb::LoadBalancer>(world_).indexed("lb");
  if (group_arn.empty() || balancers.empty()) return;
  set_drain_time(group_arn, 5);
  if (!alternate_arn.empty()) set_drain_time(alternate_arn, 5);
  int port = 80;
  for (const auto& [arn, listener] : store.table<elb::Listener>(world_).rows()) {
    port = std::max(port, listener.port + 1);
  }
  elb("CreateListener", "&LoadBalancerArn=" + balancers.front()->arn + "&Protocol=HTTP&Port=" +
                            std::to_string(port) + forward_to(group_arn, alternate_arn));
}

void Client::send_all_to_first(const std::string& listener_arn, const Balancing& balancing) {
  elb("ModifyListener", "&ListenerArn=" + listener_arn +
                            forward_to(balancing.target_group_arn, balancing.alternate_arn));
}

void Client::set_drain_time(const std::string& group_arn, int drain_seconds) {
  elb("ModifyTargetGroupAttributes",
      "&TargetGroupArn=" + group_arn +
          "&Attributes.member.1.Key=deregistration_delay.timeout_seconds"
          "&Attributes.member.1.Value=" +
          std::to_string(drain_seconds));
}

void Client::delete_listeners(const Store& store, const std::string& group_arn) {
  std::vector<std::string> listeners;
  for (const auto& [arn, listener] : store.table<elb::Listener>(world_).rows()) {
    const auto& actions = listener.default_actions;
    const bool names_it = std::ranges::any_of(
        actions, [&](const auto& action) { return action.target_group_arn == group_arn; });
    if (names_it) listeners.push_back(arn);
  }
  for (const std::string& arn : listeners) elb("DeleteListener", "&ListenerArn=" + arn);
}

void Client::delete_target_group(const std::string& arn) {
  elb("DeleteTargetGroup", "&TargetGroupArn=" + arn);
}

void Client::delete_load_balancer(const std::string& arn) {
  elb("DeleteLoadBalancer", "&LoadBalancerArn=" + arn);
}

void Client::delete_rule(const std::string& arn) { elb("DeleteRule", "&RuleArn=" + arn); }

void Client::register_target(const std::string& group_arn, const std::string& id, int port) {
  elb("RegisterTargets", "&TargetGroupArn=" + group_arn + "&Targets.member.1.Id=" + id +
                             "&Targets.member.1.Port=" + std::to_string(port));
}

void Client::deregister_target(const std::string& group_arn, const std::string& id, int port) {
  elb("DeregisterTargets", "&TargetGroupArn=" + group_arn + "&Targets.member.1.Id=" + id +
                               "&Targets.member.1.Port=" + std::to_string(port));
}

std::optional<std::string> Client::ask(std::string_view operation, const std::string& body) {
  const std::string refusal = refusal_;
  auto answer = ecs(operation, body);
  refusal_ = refusal;
  return answer;
}

std::optional<std::string> Client::ecs(std::string_view operation, const std::string& body) {
  const std::string target = "AmazonEC2ContainerServiceV20141113." + std::string(operation);
  aws::Request request;
  request.amz_target = target;
  request.content_type = "application/x-amz-json-1.1";
  request.body = body;
  return send(request, "ecs", operation);
}

void Client::elb(std::string_view operation, const std::string& members) {
  const std::string body = "Action=" + std::string(operation) + "&Version=2015-12-01" + members;
  aws::Request request;
  request.content_type = "application/x-www-form-urlencoded; charset=utf-8";
  request.body = body;
  send(request, "elasticloadbalancing", operation);
}

void Client::cloudwatch(std::string_view operation, const std::string& body) {
  const std::string target = "GraniteServiceVersion20100801." + std::string(operation);
  aws::Request request;
  request.amz_target = target;
  request.content_type = "application/x-amz-json-1.0";
  request.body = body;
  send(request, "monitoring", operation);
}

std::optional<std::string> Client::send(aws::Request& request, std::string_view service,
                                        std::string_view operation) {
  const std::string authorization =
      "AWS4-HMAC-SHA256 Credential=" + world_.account + "/20260801/" + world_.region + "/" +
      std::string(service) +
      "/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123456789abcdef";
  request.method = "POST";
  request.target = "/";
  request.host = "localhost:4566";
  request.authorization = authorization;
  refusal_ = "drydock is down";
  auto response = send_(request);
  if (!response) return std::nullopt;
  refusal_ = response->error_code.empty() ? "" : response->error_code + " " + response->body;
  if (response->status >= 500) breakdowns_.push_back(std::string(operation) + ": " + refusal_);
  if (!response->error_code.empty()) return std::nullopt;
  return std::move(response->body);
}

}  // namespace drydock::simulation
