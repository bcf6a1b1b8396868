#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/scheduler/service_notice.h"

namespace drydock::ecs {
enum class GivenUpBy;
struct Ailment;
struct PlacementResult;
struct Service;
struct ServiceTask;
struct ZoneLoad;
}  // namespace drydock::ecs

/// The sentences of a service's event log, word for word as AWS writes them, and of those that
/// EventBridge is told as well its name and more.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
namespace drydock::ecs::events {

/// Whom a sentence about tasks of this set is of: "(service X, taskSet ecs-svc/N)" where the set is
/// governed from outside, else "(service X)".
std::string subject(const Service& service, std::string_view task_set);
/// `replacing`: how many of the started tasks take the place of unhealthy ones. Here and below,
/// `subject` is what subject() gives.
std::string started(const std::string& subject, std::span<const std::string> task_ids,
                    int replacing);
std::string registered(const std::string& subject, int targets,
                       const std::string& target_group_arn);
std::string deregistered(const std::string& subject, int targets,
                         const std::string& target_group_arn);
std::string draining(const Service& service, const std::string& deployment_id, int tasks);
ServiceNotice stopped(const std::string& subject, std::span<const std::string> running_task_ids);
std::string stopped_pending(const std::string& subject, int tasks);
ServiceNotice computed_count(const Service& service, std::string_view task_set, int count);
ServiceNotice task_set_steady(const Service& service, std::string_view task_set);
std::string deployment_completed(const Service& service, const std::string& deployment_id);
ServiceNotice steady(const Service& service);
/// `by`: what gave it up. `why`: "because …", which AWS tells in full where that was a hook.
std::string deployment_failed(const Service& service, const std::string& deployment_id,
                              GivenUpBy by, const std::string& why);
std::string rolling_back(const Service& service, const std::string& deployment_id);
/// Why this task is unhealthy.
std::string unhealthy(const Service& service, const ServiceTask& task, const Ailment& ailment);
/// `reason` without a full stop at its end.
ServiceNotice unable_to_place(const Service& service, const std::string& reason);
ServiceNotice no_instance_takes_a_task(const Service& service, const PlacementResult& result);
/// The desired count has been changed by a scaling policy or a scheduled action: `sentence` tells.
ServiceNotice desired_count_updated(std::string sentence, int desired_count);
ServiceNotice unable_to_start_consistently(const Service& service);
std::string deadlocked(const Service& service);
/// Protected tasks keep the task set from stopping those that are too many.
std::string unable_to_scale_in(const Service& service, std::string_view task_set);
/// Rebalancing over the availability zones: where it begins and ends, and what it starts and stops.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/track-service-rebalancing.html
ServiceNotice rebalancing_started(const Service& service, std::vector<ZoneLoad> zones);
ServiceNotice rebalancing_completed(const Service& service, std::vector<ZoneLoad> zones);
ServiceNotice rebalancing_stopped(const Service& service);
ServiceNotice started_to_rebalance(const std::string& subject, const std::string& zone,
                                   std::span<const std::string> task_ids);
ServiceNotice stopped_to_rebalance(const std::string& subject, const std::string& zone,
                                   std::span<const std::string> task_ids);
/// A zone is to have a task, and has no room for one: on its instances, or else at Fargate's.
ServiceNotice no_room_in_zone(const Service& service, const std::string& zone, bool on_instances);
/// Nothing can make way, since so many tasks of the set are protected.
ServiceNotice unable_to_rebalance(const Service& service, std::string_view task_set,
                                  int protected_tasks);
std::string target_group_missing(const Service& service, const std::string& deployment_id,
                                 const std::string& target_group_arn);

/// drydock's own: where AWS has no sentence, since its engines do not go away.
ServiceNotice engine_lost(const Service& service);
/// `whose`: the loop that met an error of drydock's own, such as "service shop/web".
std::string met_an_error(const Service& service, std::string_view whose, const std::string& reason);
/// `whose`: the loop that cannot go on, such as "task 0123…"; `answer`: the engine's words.
std::string waits_for_engine(const Service& service, std::string_view whose,
                             const std::string& answer);

}  // namespace drydock::ecs::events
