#include "tests/simulation/history_invariants.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "emulator/base/arn.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service_deployment.h"

namespace drydock::simulation {
namespace {

using ecs::Service;
using ecs::ServiceDeployment;
using Status = model::ecs::ServiceDeploymentStatus;

bool has_ended(Status status) {
  return status != Status::in_progress && status != Status::rollback_in_progress;
}

std::string text_of(json::View view) { return std::string(view.as_string().value_or("")); }

void take_out(const std::string& part, std::string& text) {
  const auto at = text.find(part);
  if (at != std::string::npos) text.erase(at, part.size());
}

/// Takes a member with an object for its value, which is not its object's first, out of a text
/// whose strings have no braces.
void take_out_object(std::string_view member, std::string& text) {
  const auto from = text.find(R"(,")" + std::string(member) + R"(":{)");
  if (from == std::string::npos) return;
  std::size_t at = text.find('{', from);
  for (int open = 0; at < text.size(); ++at) {
    if (text[at] == '{') ++open;
    if (text[at] == '}' && --open == 0) break;
  }
  text.erase(from, at + 1 - from);
}

/// The one element of this member of an answer, or absent.
json::View only(const json::Document& answer, std::string_view member) {
  const json::View list = answer.root()[member];
  return list.size() == 1 ? list.at(0) : json::View();
}

}  // namespace

HistoryInvariants::HistoryInvariants(SimulatedWorld& simulated, Findings& findings)
    : simulated_(simulated), findings_(findings) {}

void HistoryInvariants::hear(const Change& change) {
  if (change.table != ServiceDeployment::table) return;
  if (change.kind == Change::Kind::put) {
    const auto& now = *simulated_.store().find<ServiceDeployment>(change.world, change.key);
    deployments_[now.service][now.id].status = now.status;
    return;
  }
  const std::size_t slash = change.key.rfind('/');
  const std::string_view key = change.key.substr(0, slash);
  const auto* service = simulated_.store().find<Service>(change.world, key);
  if (service != nullptr && service->status != ecs::ServiceStatus::inactive) {
    violated(key, "has lost a deployment of its history");
  }
  deployments_[std::string(key)].erase(std::string(change.key.substr(slash + 1)));
}

/// What a client was told is kept: Witness sees to that. The rest nobody has seen.
void HistoryInvariants::look_back() {
  const auto before = std::exchange(deployments_, {});
  for (const auto& [key, now] :
       simulated_.store().table<ServiceDeployment>(simulated_.world).rows()) {
    Seen& seen = deployments_[now.service][now.id];
    seen.status = now.status;
    const auto service = before.find(now.service);
    if (service == before.end()) continue;
    const auto known = service->second.find(now.id);
    if (known != service->second.end()) seen.told = known->second.told;
  }
}

void HistoryInvariants::check() {
  if (!simulated_.is_up()) return;
  std::vector<std::string> keys;
  for (const auto& [key, service] : simulated_.store().table<Service>(simulated_.world).rows()) {
    if (service.status != ecs::ServiceStatus::inactive) keys.push_back(key);
  }
  for (const std::string& key : keys) check_service(key);
}

void HistoryInvariants::check_service(const std::string& key) {
  if (shape_of(*simulated_.store().find<Service>(simulated_.world, key)).external) {
    return check_task_sets(*simulated_.store().find<Service>(simulated_.world, key));
  }
  check_list(key);
  for (auto& [id, seen] : deployments_[key]) check_deployment(key, id, seen);
  check_counts(*simulated_.store().find<Service>(simulated_.world, key));
}

void HistoryInvariants::check_list(const std::string& key) {
  const std::string name = key.substr(key.find('/') + 1);
  const auto answer =
      simulated_.client.ask("ListServiceDeployments",
                            R"({"cluster":"sim","maxResults":100,"service":")" + name + R"("})");
  if (!answer) return violated(key, "has no history to list");
  const auto document = json::parse(*answer);
  const json::View list = document->root()["serviceDeployments"];
  const DeploymentsSeen& seen = deployments_[key];
  if (list.size() != std::min<std::size_t>(seen.size(), 100)) {
    violated(key, "lists " + std::to_string(list.size()) + " deployments of " +
                      std::to_string(seen.size()));
  }
  double newer = std::numeric_limits<double>::max();
  for (std::size_t at = 0; at < list.size(); ++at) {
    const std::string arn = text_of(list.at(at)["serviceDeploymentArn"]);
    const auto known = seen.find(arn.substr(arn.rfind('/') + 1));
    if (known == seen.end()) {
      violated(key, "lists a deployment that nobody has seen");
    } else if (to_text(known->second.status) != text_of(list.at(at)["status"])) {
      violated(key, "lists a deployment with a status that it does not have");
    }
    const double created = list.at(at)["createdAt"].as_number().value_or(0);
    if (created > newer) violated(key, "does not list its newest deployment first");
    newer = created;
  }
}

void HistoryInvariants::check_deployment(const std::string& service, const std::string& id,
                                         Seen& seen) {
  const std::string arn =
      make_arn("ecs", simulated_.world, "service-deployment/" + service + "/" + id);
  const auto answer = simulated_.client.ask("DescribeServiceDeployments",
                                            R"({"serviceDeploymentArns":[")" + arn + R"("]})");
  const auto document = json::parse(answer.value_or("{}"));
  const json::View told = only(*document, "serviceDeployments");
  if (told.is_absent()) return violated(service, "has a deployment that cannot be described");
  if (text_of(told["status"]) != to_text(seen.status)) {
    violated(service, "tells a deployment's status wrongly");
  }
  if (told["finishedAt"].is_absent() == has_ended(seen.status)) {
    violated(service, "does not tell whether a deployment has ended");
  }
  check_revision(told["targetServiceRevision"]["arn"]);
  check_revision(told["rollback"]["serviceRevisionArn"]);
  for (std::size_t at = 0; at < told["sourceServiceRevisions"].size(); ++at) {
    check_revision(told["sourceServiceRevisions"].at(at)["arn"]);
  }
  if (!has_ended(seen.status)) return;
  if (seen.told.empty()) seen.told = *answer;
  if (seen.told != *answer) violated(service, "tells its history otherwise than before");
}

void HistoryInvariants::check_revision(json::View arn) {
  if (arn.is_absent()) return;
  const std::string name = text_of(arn);
  const auto answer = simulated_.client.ask("DescribeServiceRevisions",
                                            R"({"serviceRevisionArns":[")" + name + R"("]})");
  const auto document = json::parse(answer.value_or("{}"));
  const json::View told = only(*document, "serviceRevisions");
  if (told.is_absent()) return violated(name, "is named and cannot be described");
  ToldRevision now{.text = *answer, .digests = {}};
  for (std::size_t at = 0; at < told["containerImages"].size(); ++at) {
    now.digests.push_back(text_of(told["containerImages"].at(at)["imageDigest"]));
    take_out(R"(,"imageDigest":")" + now.digests.back() + "\"", now.text);
  }
  // What was made for it has a state of its own, and goes.
  take_out_object("ecsManagedResources", now.text);
  const auto [place, is_new] = revisions_.try_emplace(name, now);
  ToldRevision& before = place->second;
  if (before.text != now.text) violated(name, "is told otherwise than before");
  for (std::size_t at = 0; at < before.digests.size(); ++at) {
    // What was found before a kill may be found anew after it.
    if (now.digests[at].empty()) continue;
    if (before.digests[at].empty()) before.digests[at] = now.digests[at];
    if (before.digests[at] != now.digests[at]) violated(name, "has two images in one deployment");
  }
}

void HistoryInvariants::check_counts(const Service& service) {
  const auto answer = simulated_.client.ask(
      "DescribeServices", R"({"cluster":"sim","services":[")" + service.name + R"("]})");
  const auto document = json::parse(answer.value_or("{}"));
  const json::View told = only(*document, "services");
  int running = 0;
  for (const ecs::Task* task : simulated_.tasks_of(service.name)) {
    if (task->last_status == ecs::TaskStatus::running) ++running;
  }
  if (told["runningCount"].as_integer() != running) violated(service.key(), "counts amiss");
  int primaries = 0;
  for (std::size_t at = 0; at < told["deployments"].size(); ++at) {
    if (text_of(told["deployments"].at(at)["status"]) == "PRIMARY") ++primaries;
  }
  if (primaries != 1) violated(service.key(), "tells of " + std::to_string(primaries) + " PRIMARY");
  const std::string current = text_of(told["currentServiceDeployment"]);
  if (!current.ends_with("/" + service.deployment)) {
    violated(service.key(), "names another deployment than that which it is under");
  }
}

void HistoryInvariants::check_task_sets(const Service& service) {
  const auto answer = simulated_.client.ask(
      "DescribeServices", R"({"cluster":"sim","services":[")" + service.name + R"("]})");
  const auto document = json::parse(answer.value_or("{}"));
  const json::View told = only(*document, "services");
  const auto sets = simulated_.sets_of(service.name);
  if (told["taskSets"].size() != sets.size()) violated(service.key(), "tells of other task sets");
  for (std::size_t at = 0; at < told["taskSets"].size(); ++at) {
    const json::View shown = told["taskSets"].at(at);
    const auto set = std::ranges::find(sets, text_of(shown["id"]), &ecs::TaskSet::id);
    if (set == sets.end()) {
      violated(service.key(), "tells of a task set that is not there");
      continue;
    }
    const bool is_primary = text_of(shown["status"]) == "PRIMARY";
    // All of them drain with their service.
    const bool is_to_be =
        service.status == ecs::ServiceStatus::active && (*set)->id == service.task_set;
    if (is_primary != is_to_be) {
      violated(service.key(), "names another task set PRIMARY");
    }
  }
  if (told["deployments"].size() > 0) violated(service.key(), "tells of a deployment it has not");
}

void HistoryInvariants::violated(std::string_view service, const std::string& what) {
  findings_.add(std::string(service) + " " + what);
}

}  // namespace drydock::simulation
