// What clients do to a service whose task sets they govern themselves.

#include <iterator>

#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "tests/simulation/storm.h"

namespace drydock::simulation {

void Storm::strike_task_sets(const std::string& name) {
  // So few that there is always room for another.
  constexpr std::size_t most = 3;
  const std::size_t sets = simulated_.sets_of(name).size();
  const int drawn = draw(9);
  if (sets == 0 || (drawn < 3 && sets < most)) return create_task_set(name);
  if (drawn < 5) return make_task_set_primary(name);
  if (drawn < 6) return scale(name);
  if (drawn < 8) return scale_task_set(name);
  delete_task_set(name);
}

void Storm::create_task_set(const std::string& name) {
  const bool balanced = draw(2) == 0;
  const int scale = draw(4) == 0 ? draw(101) : 100;
  const std::string_view image =
      draw(2) == 0
          ? good_image
          : all_images[static_cast<std::size_t>(draw(static_cast<int>(std::size(all_images))))];
  note("a task set of " + name + " of " + std::string(image) + " at " + std::to_string(scale) +
       " %" + (balanced ? " balanced" : ""));
  simulated_.create_task_set(name, balanced, image, scale);
  note_refusal();
}

void Storm::scale_task_set(const std::string& name) {
  const std::string id = any_task_set(name);
  const int scale = draw(3) == 0 ? 0 : draw(101);
  note(id + " of " + name + " at " + std::to_string(scale) + " %");
  simulated_.client.scale_task_set(name, id, scale);
  note_refusal();
}

void Storm::make_task_set_primary(const std::string& name) {
  const std::string id = any_task_set(name);
  note(id + " is to be PRIMARY of " + name);
  simulated_.client.make_task_set_primary(name, id);
  note_refusal();
}

void Storm::delete_task_set(const std::string& name) {
  const std::string id = any_task_set(name);
  note("delete " + id + " of " + name);
  simulated_.client.delete_task_set(name, id);
  note_refusal();
}

std::string Storm::any_task_set(const std::string& name) {
  const auto sets = simulated_.sets_of(name);
  if (sets.empty()) return "";
  return sets[static_cast<std::size_t>(draw(static_cast<int>(sets.size())))]->id;
}

}  // namespace drydock::simulation
