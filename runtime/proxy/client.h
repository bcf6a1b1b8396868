#pragma once

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

  /// What is awaited from now on may take so long; it is cut off otherwise.
  void allow(int seconds);
  /// Whether it was cut off since the last allow().
  [[nodiscard]] bool timed_out() const { return timed_out_; }
  /// Whether the client went away while it waited for an answer.
  [[nodiscard]] bool gone() const { return gone_; }
  /// No more use for either connection.
  void close();

  void cut_off() override;
  void look() override;
  void table_changed() override;
  void abort() override { close(); }

  Socket socket;
  ReadBuffer buffer;
  Origin origin;
  boost::asio::ip::address address;
  Socket* upstream = nullptr;  ///< The target's end, while a request is with a target.
  // Kept from one request to the next for the memory that they hold.
  ResponseHead response;
  std::string request;  ///< The head that the target is sent.
  std::string answer;   ///< The head that the client is sent.
  bool waits_for_request = false;
  bool waits_for_answer = false;  ///< Its whole request has been read, and nothing is answered yet.

 private:
  Lane& lane_;
  bool timed_out_ = false;
  bool gone_ = false;
};

}  // namespace drydock::proxy
