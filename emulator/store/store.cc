#include "emulator/store/store.h"

#include <limits>

#include "emulator/json/described_json.h"
#include "emulator/store/state_dump.h"

namespace drydock {
namespace {

aws::Error unreadable(std::string_view what, const std::string& why) {
  return {json::error_code, std::string(what) + ": " + why};
}

template <class Record>
Result<Done> read_table(json::View rows, const World& world, Store& store) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Result<Record> record = json::read<Record>(rows.at(i));
    if (!record) {
      const std::string place = std::string(Record::table) + " " + std::to_string(i);
      return unreadable(place, record.error().message());
    }
    store.put(world, std::move(*record));
  }
  return Done{};
}

Result<Done> read_world(json::View view, Store& store) {
  const Result<World> world = json::read<World>(view["world"]);
  if (!world) return unreadable("world", world.error().message());
  Result<Done> outcome = Done{};
  for_each_kind(Records{}, [&]<class Record>() {
    if (outcome) outcome = read_table<Record>(view["tables"][Record::table], *world, store);
  });
  return outcome;
}

}  // namespace

std::vector<World> Store::worlds() const {
  std::vector<World> names;
  names.reserve(worlds_.size());
  for (const auto& [world, tables] : worlds_) names.push_back(world);
  return names;
}

void Store::on_change(std::function<void(const Change&)> listener) {
  listeners_.push_back(std::move(listener));
}

void Store::clear() { clear_some(std::numeric_limits<std::size_t>::max()); }

bool Store::clear_some(std::size_t most) {
  const auto erase_from = [this, &most](const World& world, auto kinds) {
    for_each_kind(kinds, [&]<class Record>() {
      const auto& rows = table<Record>(world).rows();
      for (; most > 0 && !rows.empty(); --most) erase<Record>(world, rows.rbegin()->first);
    });
  };
  const std::vector<World> all = worlds();
  for (const World& world : all) erase_from(world, RecordList<ecs::Service, ecs::Task>{});
  for (const World& world : all) erase_from(world, Records{});
  return most == 0;
}

std::string Store::to_json() const {
  StateDump dump(*this);
  while (dump.write_some()) {
  }
  return dump.take();
}

Result<Done> Store::load_json(std::string_view json) {
  const Result<json::Document> document = json::parse(json);
  if (!document) return document.error();
  // Read into a store of its own first: what cannot be read changes nothing here.
  Store read;
  const json::View worlds = document->root()["worlds"];
  if (!worlds.is_array()) return unreadable("worlds", "there is no such array");
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    const Result<Done> outcome = read_world(worlds.at(i), read);
    if (!outcome) return outcome.error();
  }
  for (const World& world : read.worlds()) {
    for_each_kind(Records{}, [&]<class Record>() {
      for (const auto& [key, record] : read.table<Record>(world).rows()) put(world, record);
    });
  }
  return Done{};
}

}  // namespace drydock
