#include "runtime/storage/record_loader.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/log.h"
#include "emulator/json/document.h"

namespace drydock::storage {
namespace {

struct Unreadable {
  RecordName name;
  std::string reason;
};

Result<Done> load(const RecordName& name, std::string_view text, Store& store) {
  const auto kind = std::ranges::find(store.kinds(), name.table, &RecordKind::table);
  if (kind == store.kinds().end()) return aws::Error(json::error_code, "there is no such kind");
  const Result<json::Document> document = json::parse(text);
  if (!document) return document.error();
  return kind->read(document->root(), name.world, store);
}

}  // namespace

Loaded load_records(Journal& journal, Store& store) {
  Loaded loaded;
  std::vector<Unreadable> unreadable;
  journal.load([&](RecordName name, std::string_view text) {
    const Result<Done> read = load(name, text, store);
    if (read) {
      ++loaded.records;
    } else {
      unreadable.push_back({std::move(name), read.error().message()});
    }
  });
  for (const Unreadable& record : unreadable) {
    log::warn("the record {} of the {} of {} {} cannot be read and is set aside: {}",
              record.name.key, record.name.table, record.name.world.account,
              record.name.world.region, record.reason);
    journal.set_aside(record.name, record.reason);
  }
  loaded.set_aside = unreadable.size();
  return loaded;
}

}  // namespace drydock::storage
