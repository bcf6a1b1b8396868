#pragma once

#include <array>
#include <string>

#include "runtime/proxy/head.h"
#include "runtime/proxy/lane.h"
#include "runtime/proxy/net.h"
#include "runtime/proxy/read_buffer.h"
#include "runtime/proxy/rewrite.h"

namespace drydock::proxy {

/// A client's connection, and the connection to the target that its request uses, if any: they live
/// and are cut off together.
class Client : public Watched {
 public:
  Client(Lane& lane, Socket from, std::string_view received);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() override;

  /// What is awaited from now on may take so long; it is cut off otherwise.
  void allow(int seconds);
  /// Whether it was cut off since the last allow().
  [[nodiscard]] bool timed_out() const { return timed_out_; }
  /// Whether the client went away while it waited for an answer. One that has merely ended its own
  /// sending still waits.
  [[nodiscard]] bool gone() const { return gone_; }
  /// No more use for either connection.
  void close();

  /// Sends all on either connection, for as long as the other side takes some of it every so many
  /// seconds.
  Async<error_code> send(Socket& to, Buffers buffers, int seconds);
  /// The same for what send_now() has left.
  Async<error_code> send_rest(Socket& to, Buffers buffers, int seconds);

  /// Whether it has sent nothing for so long that it should wait without a buffer.
  [[nodiscard]] bool dozes() const { return idle_looks_ > 1 && buffer.empty(); }
  /// Waits for the client's next byte without the memory that its requests need.
  Async<error_code> doze();
  /// The client has sent something.
  void received(std::size_t count);

  /// A request begins. If its client waits to be told to go on, and the target says nothing, it is
  /// told after a second.
  void begin_request(bool waits_to_continue);
  void await_no_continue() { continue_at_ = TimePoint::max(); }
  /// Whether the client has been told so.
  [[nodiscard]] bool continued() const { return continued_; }

  void cut_off() override;
  void look() override;
  void table_changed() override;
  void abort() override { close(); }

  Socket socket;
  ReadBuffer buffer;
  Origin origin;
  boost::asio::ip::address address;
  const ClientNumber number;
  Socket* upstream = nullptr;  ///< The target's end, while a request is with a target.
  // Kept from one request to the next for the memory that they hold.
  ResponseHead response;
  std::string request;  ///< The head that the target is sent.
  std::string answer;   ///< The head that the client is sent.
  bool waits_for_request = false;
  bool waits_for_answer = false;  ///< Its whole request has been read, and nothing is answered yet.

 private:
  /// What one of the two connections could not take at once.
  struct Sending {
    Socket* to = nullptr;
    int seconds = 0;
    int queued = 0;  ///< Bytes that the kernel holds.
  };

  void look_at(Sending& sending);
  void tell_to_continue();

  Lane& lane_;
  std::array<Sending, 2> sendings_;  ///< To the client, and to the target.
  TimePoint continue_at_ = TimePoint::max();
  bool continued_ = false;
  int idle_looks_ = 0;
  bool timed_out_ = false;
  bool gone_ = false;
};

}  // namespace drydock::proxy
