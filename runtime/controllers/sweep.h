#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <string>

#include "async/task_group.h"
#include "emulator/ports/engine.h"

namespace drydock {

/// Takes out of an engine all that one drydock has made in it: containers, volumes, its pause
/// image, and the VPC's network unless others' containers are in it. At the end of a drydock, and
/// at the start of one that finds what another has left. Nothing that lacks its label is touched.
class Sweep {
 public:
  /// `instance`: the value of ecs::instance_label.
  Sweep(Engine& engine, const boost::asio::any_io_executor& executor, std::string instance);
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  /// Removes what it finds, and tells in the log of what stays. Once.
  boost::asio::awaitable<void> run();
  /// Ends what is still under way. Before destruction, where run() was cancelled.
  boost::asio::awaitable<void> end();

  /// Whether run() has come to its end and nothing was left.
  [[nodiscard]] bool is_clean() const { return finished_ && !left_; }

 private:
  boost::asio::awaitable<void> remove_containers();
  boost::asio::awaitable<void> remove_container(std::string id);
  boost::asio::awaitable<void> remove_volumes();
  boost::asio::awaitable<void> remove_image();
  boost::asio::awaitable<void> remove_network();
  void note(const std::string& what, const EngineError& error);

  Engine& engine_;
  std::string instance_;
  TaskGroup removals_;
  bool finished_ = false;
  bool left_ = false;
};

}  // namespace drydock
