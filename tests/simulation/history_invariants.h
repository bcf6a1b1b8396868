#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/json/document.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What clients are told of a service's past is what they saw happen:
///
/// - ListServiceDeployments lists every deployment that the service has had, the newest first, and
///   no other.
/// - DescribeServiceDeployments tells of each how it ended, and of one that has ended always the
///   same.
/// - DescribeServiceRevisions knows every revision that one of them names, and tells always the
///   same of it: what the service was to run when it was made.
/// - DescribeServices tells of exactly one PRIMARY deployment, and its counts are those of the
///   tasks that ListTasks lists. Where clients govern the task sets it tells of each of those, and
///   of the PRIMARY one as such.
class HistoryInvariants {
 public:
  HistoryInvariants(SimulatedWorld& simulated, Findings& findings);

  void hear(const Change& change);
  void look_back();
  /// Asks, and compares. Nothing while drydock is down.
  void check();

 private:
  /// A deployment as it was seen to go.
  struct Seen {
    model::ecs::ServiceDeploymentStatus status{};
    std::string told;  ///< What DescribeServiceDeployments said of it once it had ended.
  };
  /// A revision as it was told; its images' digests come once they are found.
  struct ToldRevision {
    std::string text;  ///< Without the digests, and without what ECS has made for it.
    std::vector<std::string> digests;
  };
  using DeploymentsSeen = std::map<std::string, Seen, std::less<>>;  ///< By id.

  void check_service(const std::string& key);
  void check_list(const std::string& key);
  void check_deployment(const std::string& service, const std::string& id, Seen& seen);
  void check_revision(json::View arn);
  void check_counts(const ecs::Service& service);
  void check_task_sets(const ecs::Service& service);
  void violated(std::string_view service, const std::string& what);

  SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, DeploymentsSeen, std::less<>> deployments_;  ///< By service.
  std::map<std::string, ToldRevision, std::less<>> revisions_;       ///< By ARN.
};

}  // namespace drydock::simulation
