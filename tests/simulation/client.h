#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/aws/dispatch.h"
#include "emulator/ecs/service.h"
#include "emulator/store/store.h"

namespace drydock::simulation {

/// How a service is set up, for as long as it is there.
struct ServiceShape {
  bool awsvpc = true;
  bool behind_load_balancer = false;
  bool shifting = false;     ///< Behind it with two target groups, between which traffic can shift.
  bool checked = false;      ///< Its container has a health check.
  bool accompanied = false;  ///< Other containers run before it and beside it.
  bool daemon = false;       ///< One task on each container instance.
  bool external = false;     ///< Clients make its task sets; each is of a shape of its own.
  bool connected = false;    ///< Through the gateway, which has two target groups for it.
};

/// The load balancing of a service. The last two are empty where its traffic cannot be shifted.
struct Balancing {
  std::string target_group_arn;
  std::string alternate_arn;
  std::string rule_arn;
};

/// The cluster's gateway.
inline constexpr std::string_view gateway_name = "edge";
/// The gateway connectors of a service that is connected, and of one that is not, as a member of a
/// request.
inline constexpr std::string_view connected =
    R"(,"gatewayConnectors":[{"portName":"http","deregistrationDelay":{"timeoutSeconds":5}}])";
inline constexpr std::string_view not_connected = R"(,"gatewayConnectors":[])";

/// The alarms that deployments may go by.
inline constexpr std::string_view alarm_names[] = {"errors", "latency"};

/// A container with a check is UNHEALTHY so long after its start, if it never was well.
inline constexpr Duration soonest_unhealthy = seconds(10);

/// A user of one account and one cluster, "sim", who calls drydock as any client does: each call is
/// bytes that go through the handlers. A call that is refused has changed nothing.
class Client {
 public:
  /// Sends the call, and gives the answer; nothing while drydock is down.
  using Send = std::function<std::optional<aws::Response>(const aws::Request& request)>;

  Client(World world, Send send);

  /// A cluster with its gateway, a load balancer, and the alarms.
  void set_up();
  void register_task_definition(std::string_view image, const ServiceShape& shape);

  void create_service(const std::string& name, const ServiceShape& shape, int desired,
                      std::string_view image, const Balancing& balancing);
  /// `settings`: further members of the request, each with a comma before it.
  void update_service(const std::string& name, const std::string& settings);
  void delete_service(const std::string& name);

  /// A set of a service's with so many percent of its desired tasks, behind a load balancer where
  /// `balancing` names a target group.
  void create_task_set(const std::string& service, const ServiceShape& shape,
                       std::string_view image, int scale, const Balancing& balancing);
  void scale_task_set(const std::string& service, const std::string& id, int scale);
  void make_task_set_primary(const std::string& service, const std::string& id);
  void delete_task_set(const std::string& service, const std::string& id);

  /// CONTINUE or ROLLBACK, of a deployment that pauses.
  void continue_deployment(const std::string& deployment_arn, const std::string& hook_id,
                           std::string_view action);
  /// OK or ALARM.
  void set_alarm(std::string_view name, std::string_view state);

  /// Makes the gateway, and associates it with the cluster; either may be done already.
  void open_gateway();
  /// Ends the association, and deletes the gateway; the latter is refused while services are behind
  /// it.
  void close_gateway();
  /// Whether requests with a header are the gateway's test traffic.
  void set_test_traffic(bool known);

  void run_tasks(const ServiceShape& shape, int count, std::string_view image);
  void stop_task(const std::string& task_id);

  /// A machine of the cluster's own, with this memory, in this zone of the three.
  void register_instance(int memory_mib, std::size_t zone);
  /// ACTIVE or DRAINING.
  void set_instance_state(const std::string& instance_id, std::string_view state);
  /// Whatever runs there ends.
  void deregister_instance(const std::string& instance_id);

  /// A target group for a service, and a listener of the load balancer that forwards to it, or to
  /// the alternate one too.
  void create_target_group(const std::string& name, bool awsvpc);
  void create_listener(const Store& store, const std::string& group_arn,
                       const std::string& alternate_arn);
  /// All of a listener's traffic goes to the first group, none to the alternate one.
  void send_all_to_first(const std::string& listener_arn, const Balancing& balancing);
  void set_drain_time(const std::string& group_arn, int drain_seconds);
  void delete_listeners(const Store& store, const std::string& group_arn);
  void delete_target_group(const std::string& arn);
  void delete_load_balancer(const std::string& arn);
  void delete_rule(const std::string& arn);
  void register_target(const std::string& group_arn, const std::string& id, int port);
  void deregister_target(const std::string& group_arn, const std::string& id, int port);

  /// What ECS answers to a call that changes nothing; nothing where it is refused.
  std::optional<std::string> ask(std::string_view operation, const std::string& body);

  /// What went wrong as nothing a client does should, in words.
  [[nodiscard]] const std::vector<std::string>& breakdowns() const { return breakdowns_; }
  /// Why the last call was refused; empty where it was not.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

 private:
  std::optional<std::string> ecs(std::string_view operation, const std::string& body);
  void elb(std::string_view operation, const std::string& members);
  void cloudwatch(std::string_view operation, const std::string& body);
  std::optional<std::string> send(aws::Request& request, std::string_view service,
                                  std::string_view operation);

  World world_;
  Send send_;
  std::string refusal_;
  std::vector<std::string> breakdowns_;
};

/// The family of an image in a service of this shape.
std::string family(std::string_view image, const ServiceShape& shape);
/// The shape that a service was created with.
ServiceShape shape_of(const ecs::Service& service);
/// The load balancing of a service, as a member of a request.
std::string balanced_by(const Balancing& balancing);
/// The ARN of the target group of this name, or nothing.
std::string find_target_group(const Store& store, const World& world, std::string_view name);

}  // namespace drydock::simulation
