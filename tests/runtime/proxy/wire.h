#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// Both ends of the wire for the proxy's tests: plain blocking sockets, so that a test says byte
/// for byte what is sent and when. A read that takes longer than 20 s ends the connection.
namespace drydock::proxy::testing {

/// One TCP connection. Reads give what there is when the other side ends or breaks off.
class Wire {
 public:
  explicit Wire(boost::asio::ip::tcp::socket socket);
  static Wire connect(int port, const char* address = "127.0.0.1");

  /// False once the other side is gone.
  bool send(std::string_view bytes);
  /// Up to and with `mark`; shorter at the end of the stream.
  std::string read_until(std::string_view mark);
  std::string read_exactly(std::size_t size);
  /// As much as was sent, up to the size of `into`, without memory of its own.
  std::size_t read_some(std::string& into);
  /// All until the other side ends.
  std::string read_all();
  /// A head, "" at the end of the stream.
  std::string read_head() { return read_until("\r\n\r\n"); }
  /// A head with a body of its Content-Length.
  std::string read_message();
  /// Whether the other side has ended, once it says anything.
  bool ended();
  void end_sending();
  /// Breaks off with a reset.
  void reset();
  void close();
  /// Ends both directions, so that whoever waits here for the other side goes on. The one member
  /// that another thread may call.
  void shut_down();
  /// Gives the connection away.
  int release();
  boost::asio::ip::tcp::socket& socket() { return socket_; }

 private:
  bool receive();

  boost::asio::ip::tcp::socket socket_;
  /// Held where the socket is closed, which another thread must not miss.
  std::unique_ptr<std::mutex> closing_ = std::make_unique<std::mutex>();
  std::string received_;
};

/// A target: every connection is served by `serve` on a thread of its own, until it returns.
class Backend {
 public:
  using Serve = std::function<void(Wire&)>;
  explicit Backend(Serve serve);
  ~Backend();
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void accept();

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  int port_;
  Serve serve_;
  std::atomic<int> connections_{0};
  /// Of the accepting thread, until it has ended.
  std::list<Wire> wires_;
  std::vector<std::thread> threads_;
  std::thread acceptor_thread_;
};

/// Answers every request with 200 and this body, as long as the connection stays.
Backend::Serve always(std::string body);
/// Answers the first request of every connection with these bytes, then closes it.
Backend::Serve once(std::string answer);

/// Something that happens once; another thread waits for it, 20 s at most.
class Event {
 public:
  void set();
  /// False if it never came.
  bool wait();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

std::string ok(std::string_view body);

}  // namespace drydock::proxy::testing
