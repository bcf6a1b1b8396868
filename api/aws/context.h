#pragma once

#include <string>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"

namespace drydock {
class Store;
}

namespace drydock::model {
struct OperationModel;
struct ServiceModel;
}  // namespace drydock::model

namespace drydock::aws {

/// Who makes a call.
struct Caller {
  std::string account;  ///< 12 digits.
  std::string access_key_id;
  std::string arn;      ///< "arn:aws:iam::A:root", "arn:aws:sts::A:assumed-role/ROLE/session", …
  std::string user_id;  ///< As GetCallerIdentity tells it.

  friend bool operator==(const Caller&, const Caller&) = default;
};

/// The owner of the world's account itself.
Caller root_of(const World& world, std::string_view access_key_id);

/// What a handler gets beside its input. A handler that needs more holds it itself.
struct Context {
  World world;  ///< The caller's account, and the region that the call is for.
  Caller caller;
  TimePoint now;  ///< The instant at which the call came in.
  Store& store;
  IdSource& ids;
  const model::ServiceModel& service;
  const model::OperationModel& operation;
  std::string request_id;
};

}  // namespace drydock::aws
