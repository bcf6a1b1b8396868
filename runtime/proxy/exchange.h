#pragma once

#include <memory>
#include <string>

#include "runtime/proxy/client.h"
#include "runtime/proxy/head.h"
#include "runtime/proxy/lane.h"
#include "runtime/proxy/pool.h"

namespace drydock::proxy {

/// One request that a target answers: it goes there, and the answer comes back, both as streams. A
/// GET, HEAD or OPTIONS that meets a kept connection just as its target closes it is tried once
/// more on a new one; nothing else is ever sent twice.
class Exchange {
 public:
  /// What the client's connection is good for afterwards.
  struct Ending {
    enum class Kind {
      next,    ///< The request is answered; another may come.
      close,   ///< Nothing more can be said on this connection.
      linger,  ///< The request is answered, but not all that the client sends has been read.
      failed,  ///< It is not answered: the client has to be told `status`.
    };
    Kind kind = Kind::close;
    int status = 0;
    bool request_read = true;  ///< With `failed`: the whole request has been read.
  };

  /// `more_fields` are whole lines that the load balancer adds to the answer's header. A failure of
  /// the target that the client sees is counted; one that has yet to be told to it is not.
  Exchange(Lane& lane, Client& client, const RequestHead& head, const elb::RoutedListener& listener,
           RequestCounts& counts, GroupCounts& group_counts, std::shared_ptr<Pool> pool,
           std::string more_fields);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Uses up the request's bytes in the client's buffer.
  Async<Ending> run();

 private:
  enum class Relayed { answered, failed, stale };

  bool take_kept();
  Async<int> connect();
  Async<Relayed> send_and_relay();
  Async<Relayed> stream_and_relay();
  Async<> upload();
  Async<> relay_into(Relayed& result);
  Async<Relayed> relay();
  Async<Relayed> read_head();
  Relayed head_not_read(const error_code& error);
  [[nodiscard]] bool may_repeat(const error_code& error) const;
  Async<Relayed> relay_interim();
  Async<Relayed> relay_final();
  void note_body_that_may_come();
  Async<bool> relay_body(BodyFrame& frame, bool plain);
  void note_break_off();
  Async<Relayed> become_tunnel();
  Relayed fail(int status);
  Relayed answered(Ending::Kind kind);
  [[nodiscard]] std::size_t unconsumed() const;
  void consume_request();

  Lane& lane_;
  Client& client_;
  RequestCounts& counts_;
  GroupCounts& group_counts_;
  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Upstream> upstream_;
  ResponseParser parser_;
  ResponseHead& response_;
  std::string more_fields_;
  BodyFrame frame_;  ///< Of the request's body.
  std::size_t head_size_;
  std::size_t body_in_buffer_ = 0;  ///< Of the request's body, as much as came with its head.
  int idle_seconds_;
  bool to_head_;
  bool http_1_0_;
  bool keep_alive_;
  bool upgrade_;
  bool harmless_ = false;  ///< Sending the request twice does no harm.
  int interims_ = 0;       ///< Interim answers so far.
  TimePoint sent_at_;
  bool uploaded_ = false;          ///< The target has been sent the whole request.
  bool waits_for_client_ = false;  ///< It is the client's turn to send.
  bool bad_upload_ = false;        ///< The client's chunks are malformed.
  bool consumed_ = false;
  bool relayed_ = false;   ///< The answer has been relayed, or never will.
  bool reusable_ = false;  ///< The connection to the target may carry another request.
  Ending ending_;
};

}  // namespace drydock::proxy
