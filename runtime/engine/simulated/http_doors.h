#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "async/task_group.h"
#include "emulator/base/result.h"
#include "emulator/ports/clock.h"
#include "runtime/engine/simulated/container.h"

namespace drydock::simulated {

/// The loopback ports on which simulated containers answer HTTP/1.1, with keep-alive.
class HttpDoors {
 public:
  /// What a container answers; nothing: the connection is closed.
  using Ask = std::function<std::optional<Answer>(const Question&)>;

  HttpDoors(Clock& clock, boost::asio::any_io_executor executor);
  HttpDoors(const HttpDoors&) = delete;
  HttpDoors& operator=(const HttpDoors&) = delete;
  ~HttpDoors();

  /// Listens on 127.0.0.1 for a container's port and tells the port that it got: `port`, or a free
  /// one for 0.
  Result<int, boost::system::error_code> open(const std::string& container_id, int container_port,
                                              int port, Ask ask);
  /// The port opened for a container's port.
  [[nodiscard]] std::optional<int> find(const std::string& container_id, int container_port) const;
  /// The container, and its port, that answer at a port of loopback.
  [[nodiscard]] std::optional<std::pair<std::string, int>> behind(int port) const;
  /// How many answers wait for their time (Answer::after) to pass.
  [[nodiscard]] std::size_t delayed_answers() const { return delayed_answers_; }
  /// Closes all ports of a container and breaks off its connections.
  void close(const std::string& container_id);
  /// Closes everything and waits until no connection is left.
  boost::asio::awaitable<void> shut_down();

 private:
  struct Door;
  using Place = std::pair<std::string, int>;  ///< A container and its port.

  boost::asio::awaitable<void> delay(Duration span);
  boost::asio::awaitable<void> admit(std::shared_ptr<Door> door);
  boost::asio::awaitable<void> converse(std::shared_ptr<Door> door, std::uint64_t visitor);

  Clock& clock_;
  TaskGroup conversations_;
  std::map<Place, std::shared_ptr<Door>> doors_;
  std::map<int, Place> by_port_;
  std::size_t delayed_answers_ = 0;
};

}  // namespace drydock::simulated
