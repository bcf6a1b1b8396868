#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/proxy/answer.h"
#include "runtime/proxy/client.h"
#include "runtime/proxy/head.h"
#include "runtime/proxy/lane.h"

namespace drydock::proxy {

/// Serves one client: reads its requests one after another, and answers each by the action of the
/// rule that it meets.
class Session {
 public:
  /// `received` was read from the socket before.
  Session(Lane& lane, int door, Socket socket, std::string_view received);

  /// Until either side ends the connection.
  static Async<> run(std::unique_ptr<Session> session);

 private:
  Async<bool> read_head();
  Async<error_code> receive();
  Async<bool> refuse(int status);
  Async<bool> answer_request();
  Async<bool> answer_without_listener();
  Async<bool> forward(const elb::Forward& action);
  Async<bool> send(Answer answer);
  Async<bool> write(Answer answer, bool keep_alive);
  Async<> linger();
  bool update_door();
  [[nodiscard]] int idle_seconds() const;
  void choose_listener();
  [[nodiscard]] RequestCounts& counts() const;
  elb::RequestView view_of_request();
  std::optional<std::uint32_t> choose_group(const elb::Forward& action) const;
  std::optional<std::uint32_t> choose_target(std::uint32_t group_index) const;
  std::optional<std::uint32_t> next_target(std::uint32_t group_index) const;

  Lane& lane_;
  int door_port_;
  Client client_;
  RequestParser parser_;
  RequestHead head_;
  std::vector<elb::HeaderField> headers_;
  std::shared_ptr<const Snapshot> snapshot_;       ///< What the request in hand is routed by.
  const elb::Door* door_ = nullptr;                ///< Of the snapshot; null if nobody's any more.
  const elb::RoutedListener* listener_ = nullptr;  ///< Of the snapshot: the last one asked for.
  TimePoint opened_at_;
  bool to_head_ = false;  ///< The request in hand is a HEAD.
};

}  // namespace drydock::proxy
