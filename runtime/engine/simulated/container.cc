#include "runtime/engine/simulated/container.h"

#include <algorithm>
#include <utility>

#include "runtime/engine/simulated/image_pattern.h"

namespace drydock::simulated {
namespace {

void fill_in(std::string& text, std::string_view mark, std::string_view value) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
    text.replace(at, mark.size(), value);
    at += value.size();
  }
}

std::string body_of(const Container& container) {
  std::string body = container.behaviour->http.body;
  const auto task = container.state.labels.find("drydock.task");
  fill_in(body, "{tag}", tag_of(container.spec.image));
  fill_in(body, "{container}", std::string_view(container.state.id).substr(0, 12));
  fill_in(body, "{task}", task == container.state.labels.end() ? "-" : task->second);
  return body;
}

bool listens(const Behaviour& behaviour, int port) {
  return !behaviour.ports || std::ranges::find(*behaviour.ports, port) != behaviour.ports->end();
}

}  // namespace

ContainerUsage usage_of(const Container& container, TimePoint now) {
  constexpr std::int64_t units_per_cpu = 1024;
  constexpr std::int64_t mebibyte = 1024 * 1024;
  const std::chrono::nanoseconds ran = now - container.started_at;
  // Whole nanoseconds a unit, so that no product is too large.
  return {.cpu_time = ran / units_per_cpu * container.behaviour->cpu_units,
          .memory_bytes = container.behaviour->memory_mib * mebibyte};
}

KeptSpec keep(ContainerSpec spec) {
  KeptSpec kept;
  kept.image = std::move(spec.image);
  kept.network = std::move(spec.network);
  kept.ports = std::move(spec.ports);
  for (Mount& mount : spec.mounts) {
    if (mount.kind == Mount::Kind::volume) kept.volumes.push_back(std::move(mount.source));
  }
  return kept;
}

bool is_healthy(const Container& container, TimePoint now) {
  if (container.health_broken) return false;
  const Health& health = container.behaviour->health;
  const Duration age = now - container.started_at;
  switch (health.course) {
    case Health::Course::always:
      return true;
    case Health::Course::never:
      return false;
    case Health::Course::after:
      return age >= health.span;
    case Health::Course::flapping:
      return health.span.count() == 0 || age / health.span % 2 == 0;
  }
  return false;
}

std::optional<Answer> answer(const Container& container, const Question& question, TimePoint now) {
  if (container.state.status != ContainerState::Status::running) return std::nullopt;
  if (!listens(*container.behaviour, question.port)) return std::nullopt;
  const HttpAnswer& http = container.behaviour->http;
  const bool about_health = question.path == http.health_path;
  if ((about_health || question.health_check) && !is_healthy(container, now)) {
    return Answer{503, "not healthy\n", http.after};
  }
  if (about_health) return Answer{200, "healthy\n", http.after};
  return Answer{http.status, body_of(container), http.after};
}

}  // namespace drydock::simulated
