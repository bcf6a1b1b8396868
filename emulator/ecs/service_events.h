#pragma once

#include <span>
#include <string>
#include <string_view>

namespace drydock::ecs {
enum class GivenUpBy;
struct Ailment;
struct Service;
struct ServiceTask;
}  // namespace drydock::ecs

/// The sentences of a service's event log, word for word as AWS writes them.
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
std::string stopped(const std::string& subject, std::span<const std::string> running_task_ids);
std::string stopped_pending(const std::string& subject, int tasks);
std::string computed_count(const Service& service, std::string_view task_set, int count);
std::string task_set_steady(const Service& service, std::string_view task_set);
std::string deployment_completed(const Service& service, const std::string& deployment_id);
std::string steady(const Service& service);
/// `by`: what gave it up, as AWS tells it; that of a hook is not known from AWS.
std::string deployment_failed(const Service& service, const std::string& deployment_id,
                              GivenUpBy by);
std::string rolling_back(const Service& service, const std::string& deployment_id);
/// Why this task is unhealthy.
std::string unhealthy(const Service& service, const ServiceTask& task, const Ailment& ailment);
/// `reason` without a full stop at its end.
std::string unable_to_place(const Service& service, const std::string& reason);
/// `why`: what placement_reason() says.
std::string no_instance_takes_a_task(const Service& service, const std::string& why);
std::string unable_to_start_consistently(const Service& service);
std::string deadlocked(const Service& service);
/// Protected tasks keep the task set from stopping those that are too many.
std::string unable_to_scale_in(const Service& service, std::string_view task_set);
std::string target_group_missing(const Service& service, const std::string& deployment_id,
                                 const std::string& target_group_arn);

/// drydock's own: where AWS has no sentence, since its engines do not go away.
std::string engine_lost(const Service& service);
/// `whose`: the loop that met an error of drydock's own, such as "service shop/web".
std::string met_an_error(const Service& service, std::string_view whose, const std::string& reason);
/// `whose`: the loop that cannot go on, such as "task 0123…"; `answer`: the engine's words.
std::string waits_for_engine(const Service& service, std::string_view whose,
                             const std::string& answer);

}  // namespace drydock::ecs::events
