#include "tests/simulation/witness.h"

#include <algorithm>

#include "emulator/json/writer.h"

namespace drydock::simulation {
namespace {

/// Every record of the store as its kind writes it.
std::map<RecordName, std::string> texts_of(const Store& store) {
  std::map<RecordName, std::string> texts;
  for (const World& world : store.worlds()) {
    for (const RecordKind& kind : store.kinds()) {
      const AnyTable* table = store.find_table(world, kind.slot);
      if (table == nullptr) continue;
      const std::string* key = table->key_after(nullptr);
      for (; key != nullptr; key = table->key_after(key)) {
        json::Writer writer;
        kind.write(writer, *table, *key);
        texts.emplace(RecordName{world, std::string(kind.table), *key}, writer.text());
      }
    }
  }
  return texts;
}

}  // namespace

Witness::Witness(Store& store) : store_(store) {
  store.on_change([this](const Change& change) {
    last_change_[{change.world, std::string(change.table), std::string(change.key)}] = ++changes_;
  });
}

void Witness::told(std::uint64_t changes) { told_ = std::max(told_, changes); }

/// One that this run has not changed was told before it began.
bool Witness::is_told(const RecordName& name) const {
  const auto changed = last_change_.find(name);
  return changed == last_change_.end() || changed->second <= told_;
}

std::vector<std::string> Witness::lost(const std::map<RecordName, std::string>& journal) const {
  std::vector<std::string> findings;
  const auto texts = texts_of(store_);
  for (const auto& [name, text] : texts) {
    if (!is_told(name)) continue;
    const auto kept = journal.find(name);
    if (kept == journal.end()) {
      findings.push_back(name.table + " " + name.key + " was told of and is not kept");
    } else if (kept->second != text) {
      findings.push_back(name.table + " " + name.key + " is kept as " + kept->second +
                         " and was told as " + text);
    }
  }
  for (const auto& [name, text] : journal) {
    if (is_told(name) && !texts.contains(name)) {
      findings.push_back(name.table + " " + name.key + " was told to be gone and is kept");
    }
  }
  return findings;
}

}  // namespace drydock::simulation
