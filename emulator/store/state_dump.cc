#include "emulator/store/state_dump.h"

#include "emulator/json/described_json.h"

namespace drydock {
namespace {

constexpr std::size_t slice_size = std::size_t{256} * 1024;

template <class... Record>
constexpr std::size_t kinds_in(RecordList<Record...> /*kinds*/) {
  return sizeof...(Record);
}

}  // namespace

StateDump::StateDump(const Store& store) : store_(store), worlds_(store.worlds()) {
  writer_.begin_object();
  writer_.key("worlds");
  writer_.begin_array();
}

bool StateDump::write_some() {
  slice_end_ = writer_.text().size() + slice_size;
  while (place_.world < worlds_.size() && !slice_is_full()) {
    if (place_.kind == 0 && !place_.after) begin_world();
    write_kind();
    if (place_.kind == kinds_in(Records{})) end_world();
  }
  if (place_.world < worlds_.size()) return true;
  writer_.end_array();
  writer_.end_object();
  return false;
}

void StateDump::write_kind() {
  std::size_t kind = 0;
  const std::size_t wanted = place_.kind;
  for_each_kind(Records{}, [&]<class Record>() {
    if (kind++ == wanted) write_rows<Record>();
  });
}

template <class Record>
void StateDump::write_rows() {
  const auto& rows = store_.table<Record>(worlds_[place_.world]).rows();
  auto row = place_.after ? rows.upper_bound(*place_.after) : rows.begin();
  if (!place_.after && row != rows.end()) {
    writer_.key(Record::table);
    writer_.begin_array();
    place_.after.emplace();
  }
  for (; row != rows.end() && !slice_is_full(); ++row) {
    json::write(writer_, row->second);
    place_.after = row->first;
  }
  if (row != rows.end()) return;
  if (place_.after) writer_.end_array();
  place_.after.reset();
  ++place_.kind;
}

void StateDump::begin_world() {
  writer_.begin_object();
  writer_.key("world");
  json::write(writer_, worlds_[place_.world]);
  writer_.key("tables");
  writer_.begin_object();
}

void StateDump::end_world() {
  writer_.end_object();
  writer_.end_object();
  place_ = Place{.world = place_.world + 1};
}

}  // namespace drydock
