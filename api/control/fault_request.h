#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "emulator/base/result.h"
#include "emulator/ports/faults.h"
#include "emulator/store/store.h"

namespace drydock::control {

/// A fault that stays for a time.
struct LastingFault {
  Fault fault;
  std::optional<Duration> span;
};
/// A container that ends now.
struct ContainerCrash {
  std::string task;
  std::string name;
  std::string engine_id;
  int exit_code = 0;
};
using FaultRequest = std::variant<LastingFault, ContainerCrash>;

/// What the body of a POST to /_drydock/faults asks for, as FaultPages tells. Containers and
/// targets are looked up in the store, and must be there. An error is a sentence.
Result<FaultRequest> read_fault(const Store& store, std::string_view body);

}  // namespace drydock::control
