#pragma once

#include <cstdint>
#include <string>

#include "emulator/ports/id_source.h"

namespace drydock::ecs {

/// Bits that are one more each time, from 1.
class CountingIds : public IdSource {
 public:
  std::uint64_t bits() override { return ++last_; }
  std::string secret(std::size_t size) override { return std::string(size, 's'); }

 private:
  std::uint64_t last_ = 0;
};

}  // namespace drydock::ecs
