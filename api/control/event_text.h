#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "emulator/store/store.h"

namespace drydock::control {

/// Something that a client of drydock's may want to hear of.
struct Event {
  std::string type;  ///< "task", "service", "deployment" or "target".
  std::string data;  ///< JSON.
};

/// Makes events of the store's changes: of a record whose state a reader would call another one.
/// It remembers what it has told of each, so the first change of a record is always told.
class EventTexts {
 public:
  explicit EventTexts(const Store& store) : store_(store) {}

  /// What is to be told of a record that has changed or is erased.
  std::vector<Event> of(const World& world, const std::string& table, const std::string& key);

 private:
  struct Place {
    const World& world;
    const std::string& table;
    const std::string& key;
  };

  std::vector<Event> of_task(const Place& place);
  std::vector<Event> of_service(const Place& place);
  std::vector<Event> of_deployment(const Place& place);
  std::vector<Event> of_target(const Place& place);
  /// The event, unless it is the one that was told last of this record.
  std::vector<Event> unless_told(const Place& place, std::string type, std::string data);
  void forget(const Place& place);
  static std::string name_of(const Place& place);

  const Store& store_;
  std::map<std::string, std::string> told_;  ///< By the record's place: what was told last.
};

}  // namespace drydock::control
