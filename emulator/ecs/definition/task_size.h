#pragma once

#include <optional>
#include <string_view>

/// How much CPU and memory a task may ask for.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
namespace drydock::ecs {

/// CPU units out of "256", ".25 vCPU" or "1 vcpu"; 1024 units are a vCPU.
std::optional<int> cpu_units(std::string_view text);

/// MiB out of "512", "0.5 GB" or "1GB".
std::optional<int> memory_mib(std::string_view text);

/// Whether Fargate has a size of so much CPU and memory.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
bool is_fargate_size(int cpu_units, int memory_mib);

}  // namespace drydock::ecs
