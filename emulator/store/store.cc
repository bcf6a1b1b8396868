#include "emulator/store/store.h"

#include "emulator/json/described_json.h"

namespace drydock {
namespace {

/// Calls `visit.template operator()<Record>()` for every kind of record, in the list's order.
template <class... Record, class Visit>
void for_each_kind(RecordList<Record...> /*kinds*/, Visit&& visit) {
  (visit.template operator()<Record>(), ...);
}

template <class Record>
void write_table(json::Writer& writer, const Table<Record>& table) {
  if (table.rows().empty()) return;
  writer.key(Record::table);
  writer.begin_array();
  for (const auto& [key, record] : table.rows()) json::write(writer, record);
  writer.end_array();
}

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

void Store::clear() {
  for (const World& world : worlds()) {
    for_each_kind(Records{}, [&]<class Record>() {
      const auto& rows = table<Record>(world).rows();
      while (!rows.empty()) erase<Record>(world, rows.rbegin()->first);
    });
  }
}

std::string Store::to_json() const {
  json::Writer writer;
  writer.begin_object();
  writer.key("worlds");
  writer.begin_array();
  for (const auto& entry : worlds_) {
    const World& world = entry.first;
    writer.begin_object();
    writer.key("world");
    json::write(writer, world);
    writer.key("tables");
    writer.begin_object();
    for_each_kind(Records{}, [&]<class Record>() { write_table(writer, table<Record>(world)); });
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return std::string(writer.text());
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
