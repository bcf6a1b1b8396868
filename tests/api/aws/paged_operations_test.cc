#include <algorithm>
#include <set>

#include "api/autoscaling/operations.h"
#include "api/aws/pagination.h"
#include "emulator/autoscaling/scalable_target.h"
#include "emulator/autoscaling/scaling_policy.h"
#include "emulator/autoscaling/scheduled_action.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "model/application_autoscaling/service_model.h"
#include "model/cloudwatch/service_model.h"
#include "model/ec2/service_model.h"
#include "model/ecs/service_model.h"
#include "model/elbv2/service_model.h"
#include "model/events/service_model.h"
#include "model/iam/service_model.h"
#include "model/sts/service_model.h"
#include "tests/api/calls.h"
#include "tests/api/ecr/ecr_fixture.h"
#include "tests/api/events/event_calls.h"
#include "tests/support/await.h"
#include "tests/support/fake_functions.h"

/// Every operation that has a handler and whose model gives it pages: that it goes by them, and
/// takes no token but its own.
namespace drydock::aws::paged_operations_test {
namespace {

using testing::json_at;
using testing::xml_at;

struct PagedOperation {
  std::string service, operation;
  std::string members;      ///< In the form or the JSON of the call, without braces.
  std::string item;         ///< Where an answer has its Nth item: "arns/" + N, or an XPath with N.
  int least_page_size = 1;  ///< The model's least.
  int whole_size = 50;      ///< Enough for all that there is.
};

const World world{"111122223333", "eu-west-1"};

bool is_json(const std::string& service) {
  const std::set<std::string_view> services{"ecs", "ecr", "cloudwatch", "application_autoscaling",
                                            "events"};
  return services.contains(service);
}

/// The names of an operation's members for a page.
struct PageMembers {
  std::string token, size;
};

std::optional<PageMembers> page_members(const model::OperationModel& operation) {
  const std::set<std::string_view> tokens{"nextToken", "NextToken", "Marker"};
  const std::set<std::string_view> sizes{"maxResults", "MaxResults", "PageSize",
                                         "MaxItems",   "Limit",      "MaxRecords"};
  PageMembers found;
  for (const model::Member& member : operation.input->members) {
    if (tokens.contains(member.name)) found.token = member.name;
    if (sizes.contains(member.name)) found.size = member.name;
  }
  if (found.token.empty() && found.size.empty()) return std::nullopt;
  return found;
}

const model::OperationModel& model_of(const std::string& service, const std::string& operation) {
  const auto found = std::ranges::find(model::services(), service,
                                       [](const auto* candidate) { return candidate->name; });
  return *model::find_operation(**found, operation);
}

/// A world in which each list has three things or more, save EC2's, whose network is given.
struct PagedOperations : ecr::api::EcrTest {
  void SetUp() override {
    autoscaling::api::add_operations(
        wire_.dispatcher().table(model::application_autoscaling::service), scaling_);
    cloudwatch::api::add_operations(wire_.dispatcher().table(model::cloudwatch::service), metrics_);
    ec2::api::add_operations(wire_.dispatcher().table(model::ec2::service));
    ecs::api::add_operations(wire_.dispatcher().table(model::ecs::service), containers_);
    elb::api::add_operations(wire_.dispatcher().table(model::elbv2::service));
    events::api::add_operations(wire_.dispatcher().table(model::events::service), events_);
    iam::api::add_operations(wire_.dispatcher().table(model::iam::service));
    sts::api::add_operations(wire_.dispatcher().table(model::sts::service));
    make_ecs();
    make_ecr();
    make_elb();
    make_events();
    make_scaling();
  }

  aws::Response send(const std::string& service, const std::string& operation,
                     const std::string& members) {
    const model::ServiceModel& model = **std::ranges::find(
        model::services(), service, [](const auto* candidate) { return candidate->name; });
    aws::Request request = wire_.signed_for(model.signing_name);
    const std::string target = std::string(model.target_prefix) + "." + operation;
    const std::string body =
        is_json(service)
            ? "{" + members + "}"
            : "Action=" + operation + "&Version=" + std::string(model.api_version) + members;
    if (is_json(service)) request.amz_target = target;
    request.content_type = is_json(service) ? "application/x-amz-json-1.1"
                                            : "application/x-www-form-urlencoded; charset=utf-8";
    request.body = body;
    return drydock::testing::await(control_, wire_.dispatcher().answer(request));
  }

  void add_instance(const std::string& name) {
    ecs::ContainerInstance instance;
    instance.id = name;
    instance.arn = "arn:" + name;
    instance.cluster = "a";
    instance.attributes = {{"color", name}, {"drydock.capacity-provider", "mi"}};
    wire_.store().put(world, instance);
  }

  void make_ecs() {
    for (const std::string name : {"a", "b", "c"}) {
      send("ecs", "CreateCluster", R"("clusterName":")" + name + "\"");
      send("ecs", "RegisterTaskDefinition",
           R"("family":")" + name +
               R"(","containerDefinitions":[{"name":"a","image":"i","memory":64}])");
      send("ecs", "CreateService",
           R"("cluster":"a","taskDefinition":"a","desiredCount":0,"serviceName":")" + name + "\"");
      wire_.store().put(
          world, ecs::Task{.id = name, .arn = "arn:aws:ecs:::task/a/" + name, .cluster = "a"});
      add_instance(name);
    }
    make_daemons();
    make_gateways();
    for (int i = 0; i < 2; ++i) {
      send("ecs", "UpdateService", R"("cluster":"a","service":"a","forceNewDeployment":true)");
      send("ecs", "UpdateDaemon",
           R"("daemonArn":"arn:aws:ecs:eu-west-1:111122223333:daemon/a/a",)"
           R"("daemonTaskDefinitionArn":"a",)"
           R"("capacityProviderArns":["mi"])");
    }
  }

  void make_daemons() {
    for (const std::string name : {"a", "b", "c"}) {
      send("ecs", "RegisterDaemonTaskDefinition",
           R"("family":")" + name +
               R"(","containerDefinitions":[{"name":"a","image":"i","memory":64}])");
      send("ecs", "CreateDaemon",
           R"("clusterArn":"a","daemonTaskDefinitionArn":"a","capacityProviderArns":["mi"],)"
           R"("daemonName":")" +
               name + "\"");
    }
  }

  /// Three gateways, of which one has three load balancers, and a service behind all of them.
  void make_gateways() {
    send("ecs", "RegisterTaskDefinition",
         R"("family":"web","networkMode":"awsvpc","containerDefinitions":[{"name":"a","image":"i",)"
         R"("memory":64,"portMappings":[{"containerPort":80,"name":"http"}]}])");
    for (const std::string name : {"a", "b", "c"}) {
      send("ecs", "CreateGateway",
           R"("infrastructureRoleArn":"r","configuration":{"hostSharedAlb":{}},"name":")" + name +
               "\"");
      send("ecs", "AssociateGatewayWithCluster", R"("cluster":"a","gateway":")" + name + "\"");
    }
    const std::string subnet = ec2::default_network(world).subnets[0].id;
    send("ecs", "CreateService",
         R"("cluster":"a","taskDefinition":"web","desiredCount":0,"networkConfiguration":)"
         R"({"awsvpcConfiguration":{"subnets":[")" +
             subnet + R"("]}},"gatewayConnectors":[{"portName":"http"}],"serviceName":"web")");
    for (const std::string name : {"x", "y"}) {
      wire_.store().put(world, elb::LoadBalancer{.name = name, .arn = name});
      wire_.store().put(world, elb::Listener{.arn = name, .load_balancer_arn = name});
      wire_.store().change<ecs::Gateway>(world, "a", [&name](ecs::Gateway& gateway) {
        gateway.balancers.push_back({.load_balancer = name, .listener = name});
      });
    }
  }

  void make_ecr() {
    for (const std::string name : {"shop", "bb", "cc"}) create_repository(name);
    const std::string subject = put_image("first", "layer");
    for (const std::string name : {"1", "2", "3"}) {
      std::string manifest = manifest_of("layer");
      manifest.insert(manifest.size() - 1,
                      R"(,"artifactType":"text/note","annotations":{"n":")" + name +
                          R"("},"subject":{"mediaType":)"
                          R"("application/vnd.oci.image.manifest.v1+json","digest":")" +
                          ecr::api::digest_of(subject) + R"(","size":)" +
                          std::to_string(subject.size()) + "}");
      ask("PutImage", put_request(manifest, name));
    }
    subject_ = ecr::api::digest_of(subject);
  }

  void make_scaling() {
    for (const std::string name : {"a", "b", "c"}) {
      cloudwatch::MetricAlarm alarm;
      alarm.name = name;
      for (const std::string summary : {"third", "second", "first"}) {
        alarm.history.push_back({.summary = summary, .data = "{}"});
      }
      wire_.store().put(world, alarm);
      autoscaling::ScalableTarget target;
      target.resource_id = "service/a/" + name;
      target.activities.push_back({.id = name});
      wire_.store().put(world, target);
      autoscaling::ScalingPolicy policy;
      policy.name = name;
      policy.resource_id = "service/a/a";
      policy.step.emplace();
      wire_.store().put(world, policy);
      wire_.store().put(world,
                        autoscaling::ScheduledAction{.name = name, .resource_id = "service/a/a"});
      send("cloudwatch", "PutMetricData",
           R"("Namespace":"Shop","MetricData":[{"Value":1,"MetricName":")" + name + "\"}]");
    }
  }

  void make_elb() {
    const ec2::DefaultNetwork network = ec2::default_network(world);
    const std::string subnets =
        "&Subnets.member.1=" + network.subnets[0].id + "&Subnets.member.2=" + network.subnets[1].id;
    for (const std::string name : {"a", "b", "c"}) {
      load_balancer_ = xml_at(send("elbv2", "CreateLoadBalancer", "&Name=" + name + subnets),
                              "//LoadBalancerArn");
      group_ = xml_at(send("elbv2", "CreateTargetGroup",
                           "&Protocol=HTTP&Port=80&VpcId=" + network.vpc_id + "&Name=" + name),
                      "//TargetGroupArn");
    }
    const std::string forward = "member.1.Type=forward&";
    for (const std::string port : {"81", "82", "83"}) {
      listener_ = xml_at(send("elbv2", "CreateListener",
                              "&LoadBalancerArn=" + load_balancer_ + "&Protocol=HTTP&Port=" + port +
                                  "&DefaultActions." + forward +
                                  "DefaultActions.member.1.TargetGroupArn=" + group_),
                         "//ListenerArn");
    }
    for (const std::string priority : {"9", "10", "100"}) {
      send("elbv2", "CreateRule",
           "&ListenerArn=" + listener_ + "&Priority=" + priority + "&Actions." + forward +
               "Actions.member.1.TargetGroupArn=" + group_ +
               "&Conditions.member.1.Field=path-pattern"
               "&Conditions.member.1.Values.member.1=/" +
               priority);
    }
  }

  void make_events() {
    for (const std::string name : {"a", "b", "c"}) {
      connection_ = json_at(
          send("events", "CreateConnection",
               R"("Name":")" + name +
                   R"(","AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":)"
                   R"({"ApiKeyName":"k","ApiKeyValue":"v"}})"),
          "ConnectionArn");
      destination_ =
          json_at(send("events", "CreateApiDestination",
                       R"("HttpMethod":"POST","InvocationEndpoint":"http://a","Name":")" + name +
                           R"(","ConnectionArn":")" + connection_ + "\""),
                  "ApiDestinationArn");
      send("events", "PutRule", R"-("ScheduleExpression":"rate(1 day)","Name":")-" + name + "\"");
    }
    for (const std::string name : {"a", "b", "c"}) {
      for (const std::string id : {"1", "2", "3"}) {
        send("events", "PutTargets",
             R"("Rule":")" + name + R"(","Targets":[{"Id":")" + id + R"(","Arn":")" + destination_ +
                 "\"}]");
      }
    }
  }

  [[nodiscard]] std::vector<PagedOperation> operations() const {
    const std::string of_ecs = R"("ServiceNamespace":"ecs")";
    const std::string of_shop = R"("repositoryName":"shop")";
    return {
        {"application_autoscaling", "DescribeScalableTargets", of_ecs,
         "ScalableTargets/*/ResourceId"},
        {"application_autoscaling", "DescribeScalingActivities", of_ecs,
         "ScalingActivities/*/ActivityId"},
        {"application_autoscaling", "DescribeScalingPolicies", of_ecs,
         "ScalingPolicies/*/PolicyName"},
        {"application_autoscaling", "DescribeScheduledActions", of_ecs,
         "ScheduledActions/*/ScheduledActionName"},
        {"cloudwatch", "DescribeAlarms", "", "MetricAlarms/*/AlarmName"},
        {"cloudwatch", "DescribeAlarmHistory", R"("AlarmName":"a")",
         "AlarmHistoryItems/*/HistorySummary"},
        {"cloudwatch", "ListMetrics", "", "Metrics/*/MetricName", 500},
        {"ecs", "ListClusters", "", "clusterArns/"},
        {"ecs", "ListContainerInstances", R"("cluster":"a")", "containerInstanceArns/"},
        {"ecs", "ListAttributes",
         R"("cluster":"a","targetType":"container-instance","attributeName":"color")",
         "attributes/*/targetId"},
        {"ecs", "DescribeGatewayResources", R"("gateway":"a")",
         "gatewayResources/resources/hostSharedAlb/*/loadBalancerArn", 1, 20},
        {"ecs", "ListGatewayClusterAssociations", "", "gatewayClusterAssociations/*/gatewayArn"},
        {"ecs", "ListGatewayRoutes", R"("service":"web")", "gatewayRoutes/*/gatewayRouteArn"},
        {"ecs", "ListGateways", "", "gateways/*/name"},
        {"ecs", "ListServices", R"("cluster":"a")", "serviceArns/"},
        {"ecs", "ListDaemonDeployments",
         R"("daemonArn":"arn:aws:ecs:eu-west-1:111122223333:daemon/a/a")",
         "daemonDeployments/*/daemonDeploymentArn"},
        {"ecs", "ListDaemons", R"("clusterArn":"a")", "daemonSummariesList/*/daemonArn"},
        {"ecs", "ListDaemonTaskDefinitions", "", "daemonTaskDefinitions/*/arn"},
        {"ecs", "ListDaemonTaskDefinitions", R"("sort":"DESC")", "daemonTaskDefinitions/*/arn"},
        {"ecs", "ListServiceDeployments", R"("cluster":"a","service":"a")",
         "serviceDeployments/*/serviceDeploymentArn"},
        {"ecs", "ListTaskDefinitionFamilies", "", "families/"},
        {"ecs", "ListTaskDefinitions", "", "taskDefinitionArns/"},
        {"ecs", "ListTaskDefinitions", R"("sort":"DESC")", "taskDefinitionArns/"},
        {"ecs", "ListTasks", R"("cluster":"a")", "taskArns/"},
        {"ecr", "DescribeRepositories", "", "repositories/*/repositoryName"},
        {"ecr", "DescribeImages", of_shop, "imageDetails/*/imageDigest"},
        {"ecr", "ListImages", of_shop, "imageIds/*/imageTag"},
        {"ecr", "ListImageReferrers",
         of_shop + R"(,"subjectId":{"imageDigest":")" + subject_ + "\"}", "referrers/*/digest"},
        {"elbv2", "DescribeLoadBalancers", "", "//LoadBalancers/member[*]/LoadBalancerArn"},
        {"elbv2", "DescribeTargetGroups", "", "//TargetGroups/member[*]/TargetGroupArn"},
        {"elbv2", "DescribeListeners", "&LoadBalancerArn=" + load_balancer_,
         "//Listeners/member[*]/ListenerArn"},
        {"elbv2", "DescribeRules", "&ListenerArn=" + listener_, "//Rules/member[*]/RuleArn"},
        {"events", "ListRules", "", "Rules/*/Name"},
        {"events", "ListTargetsByRule", R"("Rule":"a")", "Targets/*/Id"},
        {"events", "ListRuleNamesByTarget", R"("TargetArn":")" + destination_ + "\"", "RuleNames/"},
        {"events", "ListConnections", "", "Connections/*/Name"},
        {"events", "ListApiDestinations", "", "ApiDestinations/*/Name"},
        {"events", "ListEventBuses", "", "EventBuses/*/Name"},
        {"iam", "ListRoles", "", "//Roles/member[*]/RoleName"},
        {"ec2", "DescribeVpcs", "", "//vpcSet/item[*]/vpcId", 5},
        {"ec2", "DescribeSubnets", "", "//subnetSet/item[*]/subnetId", 5},
        {"ec2", "DescribeSecurityGroups", "", "//securityGroupInfo/item[*]/groupId", 5},
    };
  }

  /// One member more, as the service writes it.
  static std::string with(const PagedOperation& row, const std::string& member,
                          const std::string& value, bool is_text) {
    if (!is_json(row.service)) return row.members + "&" + member + "=" + value;
    const std::string quote = is_text ? "\"" : "";
    const std::string comma = row.members.empty() ? "" : ",";
    return row.members + comma + "\"" + member + "\":" + quote + value + quote;
  }

  aws::Response page(const PagedOperation& row, const std::string& token, int size) {
    const auto members = page_members(model_of(row.service, row.operation));
    PagedOperation sized = row;
    if (!members->size.empty()) {
      sized.members = with(row, members->size, std::to_string(size), false);
    }
    if (!token.empty()) sized.members = with(sized, members->token, token, true);
    return send(row.service, row.operation, sized.members);
  }

  /// What an answer has, by its items' names.
  static std::vector<std::string> items_of(const PagedOperation& row,
                                           const aws::Response& response) {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < 1000; ++i) {
      std::string path = row.item;
      const auto star = path.find('*');
      if (star == std::string::npos) {
        path += std::to_string(i);
      } else {
        path.replace(star, 1, std::to_string(is_json(row.service) ? i : i + 1));
      }
      std::string item = is_json(row.service) ? json_at(response, path) : xml_at(response, path);
      if (item == "absent") break;
      found.push_back(std::move(item));
    }
    return found;
  }

  static std::string next_token(const PagedOperation& row, const aws::Response& response) {
    const std::string found =
        is_json(row.service)
            ? json_at(response, page_members(model_of(row.service, row.operation))->token)
            : xml_at(response, "//NextMarker|//ListRolesResult/Marker|//nextToken");
    return found == "absent" ? "" : found;
  }

  class NoZones : public TimeZones {
   public:
    [[nodiscard]] std::optional<TimeZone> find(const std::string&) const override { return {}; }
  };

  const NoZones zones_{};
  const autoscaling::api::Handlers scaling_{zones_};
  cloudwatch::MetricData metric_data_;
  const cloudwatch::api::Handlers metrics_{metric_data_};
  const drydock::ecs::HostAccess access_{};
  const testing::FakeFunctions functions_;
  const drydock::ecs::api::Handlers containers_{access_, functions_, "localhost:4566"};
  events::api::RecordingBus bus_;
  const drydock::events::api::Handlers events_{bus_};
  std::string subject_, load_balancer_, group_, listener_, connection_, destination_;
};

TEST_F(PagedOperations, AreAllOfTheModelsThatHaveHandlers) {
  // Its pages are of values, some of each metric: metrics_test.cc.
  std::set<std::string> known{"cloudwatch:GetMetricData"};
  for (const PagedOperation& row : operations()) known.insert(row.service + ":" + row.operation);
  for (const OperationCoverage& covered : wire_.dispatcher().coverage()) {
    const std::string service(covered.service);
    const std::string operation(covered.operation);
    if (!covered.has_handler || !page_members(model_of(service, operation))) continue;
    EXPECT_TRUE(known.contains(service + ":" + operation))
        << service << ":" << operation << " has pages in its model and no row here";
  }
}

TEST_F(PagedOperations, GiveEachItemOnceInTheOrderOfTheWholeList) {
  for (const PagedOperation& row : operations()) {
    const auto whole = items_of(row, page(row, "", row.whole_size));
    const bool has_one = row.service == "ec2" || row.operation == "ListEventBuses";
    EXPECT_GE(whole.size(), has_one ? 1U : 2U) << row.operation;
    std::vector<std::string> paged;
    std::string token;
    do {
      const auto response = page(row, token, row.least_page_size);
      const auto items = items_of(row, response);
      ASSERT_LE(items.size(), static_cast<std::size_t>(row.least_page_size)) << row.operation;
      paged.insert(paged.end(), items.begin(), items.end());
      token = next_token(row, response);
    } while (!token.empty() && paged.size() <= whole.size());
    EXPECT_EQ(paged, whole) << row.operation;
  }
}

TEST_F(PagedOperations, RefuseATokenThatIsNotTheirs) {
  const auto all = operations();
  std::vector<std::string> tokens{"x", "1", make_page_token("ListNothing///", "a")};
  for (const PagedOperation& row : all) {
    const std::string token = next_token(row, page(row, "", row.least_page_size));
    if (!token.empty()) tokens.push_back(token);
  }
  for (const PagedOperation& row : all) {
    const std::string own = next_token(row, page(row, "", row.least_page_size));
    for (const std::string& token : tokens) {
      if (token == own) continue;
      EXPECT_EQ(page(row, token, row.least_page_size).status, 400U) << row.operation << token;
    }
  }
}

TEST_F(PagedOperations, HaveNoPagesOfWhatIsNamed) {
  EXPECT_NE(refusal("DescribeRepositories", R"({"repositoryNames":["shop"],"maxResults":1})")
                .find("'maxResults' failed to satisfy constraint: 'Cannot be specified together "
                      "with repositoryNames'"),
            std::string::npos);
  EXPECT_NE(refusal("DescribeImages",
                    R"({"repositoryName":"shop","imageIds":[{"imageTag":"1"}],"nextToken":"x"})")
                .find("'nextToken' failed to satisfy constraint: 'Cannot be specified together "
                      "with imageIds'"),
            std::string::npos);
}

TEST_F(PagedOperations, RefuseAPageOfTheWrongSize) {
  for (const PagedOperation& row : operations()) {
    if (page_members(model_of(row.service, row.operation))->size.empty()) continue;
    for (const int size : {-1, 0, row.least_page_size - 1, 100'000}) {
      EXPECT_EQ(page(row, "", size).status, 400U) << row.operation << " " << size;
    }
  }
}

}  // namespace
}  // namespace drydock::aws::paged_operations_test
