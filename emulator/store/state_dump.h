#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/json/writer.h"
#include "emulator/store/store.h"

namespace drydock {

/// Every record of every world as one JSON object, written in slices so that nobody waits for the
/// whole. Between two slices the store may change: then each record is told as it was when its turn
/// came, and worlds that are new are not told.
class StateDump {
 public:
  /// The store must outlive it.
  explicit StateDump(const Store& store);

  /// Writes the next slice: about 256 KiB. False once all is written.
  bool write_some();
  /// The text, once all is written.
  [[nodiscard]] std::string take() const { return std::string(writer_.text()); }

 private:
  /// Where in the store the next record is: in this world, of this kind, after this key.
  struct Place {
    std::size_t world = 0;
    std::size_t kind = 0;
    std::optional<std::string> after;
  };

  void write_kind();
  [[nodiscard]] const std::string* next_key(const AnyTable& table) const;
  void begin_world();
  void end_world();
  [[nodiscard]] bool slice_is_full() const { return writer_.text().size() >= slice_end_; }

  const Store& store_;
  std::vector<World> worlds_;
  Place place_;
  std::size_t slice_end_ = 0;
  json::Writer writer_;
};

}  // namespace drydock
