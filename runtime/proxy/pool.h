#pragma once

#include <boost/intrusive/list.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emulator/ports/engine.h"
#include "runtime/proxy/net.h"
#include "runtime/proxy/read_buffer.h"
#include "runtime/proxy/snapshot.h"

namespace drydock::proxy {

/// A number that no other client of the same thread has had.
using ClientNumber = std::uint64_t;

/// A connection to a target.
struct Upstream
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  Upstream(const Executor& executor, BufferBudget& budget);

  char peeked = 0;  ///< Where the watch of an idle connection looks at its first byte.
  Socket socket;
  ReadBuffer buffer;
  bool used_before = false;
  TimePoint idle_since;
  /// Until then only this client's next request may use it: the answer before had no body, and a
  /// target that sends one all the same must not put it into somebody else's answer.
  TimePoint shared_from;
  ClientNumber last_client = 0;
  std::uint64_t rest = 0;  ///< Which of the pool's watched times of rest it is in, or 0.
};

/// The connections of one thread to one target: those that carry a request, and idle ones that wait
/// for the next. An idle one on which the target sends anything, or which it ends, is not used
/// again and soon closed. Outlives its place in the routing table while a request still uses it.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(Executor executor, BufferBudget& budget, std::string name,
       std::shared_ptr<InFlight> in_flight);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Engine::Endpoint& endpoint() const { return endpoint_; }
  [[nodiscard]] InFlight& in_flight() { return *in_flight_; }
  /// False once the target drains or is gone.
  [[nodiscard]] bool takes_requests() const { return takes_requests_; }

  /// Where the target is reached now, and whether it takes new requests; if it does not, or is
  /// reached elsewhere than before, no connection stays idle.
  void update(const Engine::Endpoint& endpoint, bool takes_requests);
  /// The target is gone: every connection ends, with the requests that are still on it.
  void abort();

  /// The connection that was used last and on which nothing has come since, or null.
  std::unique_ptr<Upstream> take_idle(ClientNumber client, TimePoint now);
  /// A new one, not connected.
  std::unique_ptr<Upstream> make();
  /// Keeps a connection that has answered and may be used again.
  void give_back(std::unique_ptr<Upstream> upstream, TimePoint now);
  /// To be called once a tick: closes connections that have been idle since `before`, and watches
  /// the others. One that rests for less than a tick is not worth a watch.
  void look_after_idle(TimePoint before);

 private:
  using Connections = boost::intrusive::list<Upstream, boost::intrusive::constant_time_size<false>>;

  void watch(Upstream& upstream);
  static void end_watch(Upstream& upstream);
  void drop(std::uint64_t rest);

  Executor executor_;
  BufferBudget& budget_;
  std::string name_;
  std::shared_ptr<InFlight> in_flight_;
  Engine::Endpoint endpoint_;
  bool takes_requests_ = true;
  std::uint64_t rests_ = 0;
  Connections all_;
  std::vector<std::unique_ptr<Upstream>> idle_;  ///< The last used at the back.
};

/// Whether the other side has broken the connection off, and not merely stopped sending.
bool is_broken(Socket& socket);

}  // namespace drydock::proxy
