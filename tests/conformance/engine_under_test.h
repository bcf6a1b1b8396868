#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/ports/engine.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/real_clock.h"
#include "tests/support/await.h"

namespace drydock::testing {

/// One engine, in the hands of the contract suite. `prefix` starts the name of whatever it makes.
class EngineUnderTest {
 public:
  EngineUnderTest(boost::asio::io_context& context, Clock& clock, IdSource& ids)
      : context_(context), clock_(clock), ids_(ids), prefix_("drydock-contract-" + ids.hex(8)) {}
  EngineUnderTest(const EngineUnderTest&) = delete;
  EngineUnderTest& operator=(const EngineUnderTest&) = delete;
  virtual ~EngineUnderTest() = default;

  virtual Engine& engine() = 0;
  /// Takes away what a test has left, and the images.
  virtual void clean_up() = 0;
  [[nodiscard]] const std::string& prefix() const { return prefix_; }

  /// An image of the shop, which listens on port 8080 (fixtures/shop).
  virtual std::string shop_image() = 0;
  /// What makes the shop end by itself with this exit code, a moment after it started.
  virtual ContainerSpec crashing(int exit_code) = 0;
  /// A command that does not end by itself, where the engine's commands are real.
  virtual std::optional<std::vector<std::string>> endless_command() = 0;
  /// How many processes run in a container.
  virtual int processes(const std::string& container_id) = 0;
  /// What ignores SIGTERM.
  virtual ContainerSpec deaf() = 0;

 protected:
  boost::asio::io_context& context_;
  Clock& clock_;
  IdSource& ids_;
  std::string prefix_;
};

std::unique_ptr<EngineUnderTest> simulated_engine(boost::asio::io_context& context, Clock& clock,
                                                  IdSource& ids);
/// Null where no Docker engine answers.
std::unique_ptr<EngineUnderTest> docker_engine(boost::asio::io_context& context, Clock& clock,
                                               IdSource& ids);

/// Whether a test that needs a Docker engine fails without one: DRYDOCK_REQUIRE_ENGINE=1.
bool engine_is_required();

}  // namespace drydock::testing
