#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "async/task_group.h"
#include "tests/support/temporary_folder.h"

namespace drydock::testing {

/// The socket of a Docker engine in the hands of a test: it says, byte by byte, what the test
/// wants.
class FakeDockerd {
 public:
  explicit FakeDockerd(boost::asio::io_context& context);
  /// To be awaited before destruction.
  boost::asio::awaitable<void> shut_down();

  [[nodiscard]] std::string path() const { return (folder_.path() / "docker.sock").string(); }
  void listen();
  /// No one answers any more; open connections break.
  void go_away();

  /// What a request that starts with these words, "GET /v1.41/version", gets. Later ones come
  /// first. After it the connection is closed.
  void reply(std::string start, std::string bytes);
  /// It gets nothing, and the connection stays open.
  void stay_silent(std::string start) { reply(std::move(start), silence); }
  /// A whole reply of JSON.
  static std::string json(int status, const std::string& body);
  /// What the engine's ping tells; `server` is a header of it.
  void speak(const std::string& api_version,
             const std::string& server = "Server: Docker/20.10.24+dfsg1 (linux)\r\n");

  /// Heads and bodies of what was asked, in order; pings left out.
  [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
  /// Event streams that have been opened so far, and whether one is open.
  [[nodiscard]] int streams() const { return streams_; }
  [[nodiscard]] bool has_stream() const { return !open_streams_.empty(); }
  /// Writes to the open event streams.
  void send_event(const std::string& json);
  /// Ends the event streams in good order, as an engine that stops does.
  void end_streams();

 private:
  using Socket = boost::asio::local::stream_protocol::socket;
  static constexpr const char* silence = "silence";

  boost::asio::awaitable<void> admit();
  boost::asio::awaitable<void> converse(std::list<Socket>::iterator client);
  void open_stream(Socket& client);
  [[nodiscard]] std::string reply_to(const std::string& request) const;

  TemporaryFolder folder_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  TaskGroup conversations_;
  std::list<Socket> clients_;
  std::vector<std::pair<std::string, std::string>> replies_;
  std::vector<std::string> requests_;
  std::list<Socket*> open_streams_;
  int streams_ = 0;
};

}  // namespace drydock::testing
