#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "async/task_group.h"
#include "emulator/ports/engine.h"

namespace drydock {

/// Takes out of an engine what one drydock has made in it: containers, volumes, its pause image,
/// and the VPC's network unless containers are in it. At the end of a drydock, and at the start of
/// one that finds what an earlier one has left. Nothing that lacks its label is touched.
class Sweep {
 public:
  /// Whether somebody still needs the container or volume with these labels.
  using Needed = std::function<bool(const Labels& labels)>;

  /// `instance`: the value of ecs::instance_label. What is needed stays, and so do the image and
  /// the network that it needs.
  Sweep(Engine& engine, const boost::asio::any_io_executor& executor, std::string instance,
        Needed is_needed = {});
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  /// Removes what it finds, and tells in the log of what stays. Once.
  boost::asio::awaitable<void> run();
  /// Ends what is still under way. Before destruction, where run() was cancelled.
  boost::asio::awaitable<void> end();

  /// Whether run() has come to its end and nothing was left.
  [[nodiscard]] bool is_clean() const { return finished_ && !left_; }

 private:
  boost::asio::awaitable<EngineResult<ContainerStates>> list_containers();
  boost::asio::awaitable<void> remove_containers();
  boost::asio::awaitable<void> remove_these();
  boost::asio::awaitable<void> remove_container(std::string id);
  boost::asio::awaitable<void> remove_volumes();
  boost::asio::awaitable<void> remove_image();
  boost::asio::awaitable<void> remove_network();
  void note(const std::string& what, const EngineError& error);

  [[nodiscard]] bool is_needed(const Labels& labels) const {
    return is_needed_ && is_needed_(labels);
  }

  Engine& engine_;
  std::string instance_;
  Needed is_needed_;
  ContainerStates containers_;  ///< Those that nobody has looked at yet.
  TaskGroup removals_;
  bool finished_ = false;
  bool left_ = false;
};

}  // namespace drydock
