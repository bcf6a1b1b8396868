#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "api/control/page.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/faults.h"
#include "emulator/store/store.h"

namespace drydock::control {

/// What goes wrong because a test asks for it:
///   POST   /_drydock/faults      begins one, told as one member of an object:
///     {"pulls": {"fail": 2, "image": "shop:v2", "reason": "toomanyrequests"}}
///         the next pulls of images for containers fail, 1 to 1,000 of them
///     {"starts": {"slow": "PT30S", "image": "shop:*", "for": "PT10M"}}
///         containers that are started take so much longer
///     {"container": {"task": ID or ARN, "name": "web", "crash": 137}}
///         it ends with this exit code, 0 to 255, at once
///     {"container": {"task": ID or ARN, "name": "web", "unhealthy": true, "for": "PT1M"}}
///         its health checks fail
///     {"target": {"targetGroup": ARN, "id": "172.31.0.4", "port": 80, "unhealthy": true,
///                 "for": "PT1M"}}
///         its health checks fail
///     {"engine": {"lost": "PT1M"}}
///         it answers nothing
///     {"zone": {"name": "us-east-1a", "lost": true, "for": "PT10M"}}
///         its tasks are killed, and nothing is placed there
///   GET    /_drydock/faults      {"faults": [{"id", "until", …}]}: those in force
///   DELETE /_drydock/faults      ends all of them, or the one that {"id"} names
/// An image is a pattern as scenarios have it, and any image where it is not given. "name" may be
/// left out where a task has one container, and "port" where one target has the id. Without "for"
/// a fault is in force until it is ended. A member that is not known, and a fault that would not
/// show, is refused with a sentence.
class FaultPages {
 public:
  using Crash =
      std::function<boost::asio::awaitable<EngineResult<Done>>(std::string engine_id, int code)>;

  FaultPages(const Store& store, Faults& faults, Crash crash);

  [[nodiscard]] PageList pages();

 private:
  boost::asio::awaitable<http::Answer> begin(const http::Call& call);
  boost::asio::awaitable<http::Answer> list(const http::Call& call);
  boost::asio::awaitable<http::Answer> end(const http::Call& call);

  const Store& store_;
  Faults& faults_;
  Crash crash_;
};

}  // namespace drydock::control
