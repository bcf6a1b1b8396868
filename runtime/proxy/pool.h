#pragma once

#include <boost/intrusive/list.hpp>
#include <memory>
#include <string>
#include <vector>

#include "emulator/ports/engine.h"
#include "runtime/proxy/net.h"
#include "runtime/proxy/read_buffer.h"
#include "runtime/proxy/snapshot.h"

namespace drydock::proxy {

/// A connection to a target.
struct Upstream
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  explicit Upstream(const Executor& executor);

  Socket socket;
  ReadBuffer buffer;
  bool used_before = false;
  TimePoint idle_since;
};

/// The connections of one thread to one target: those that carry a request, and idle ones that wait
/// for the next. Outlives its place in the routing table while a request still uses it.
class Pool {
 public:
  Pool(Executor executor, std::string name, std::shared_ptr<InFlight> in_flight);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Engine::Endpoint& endpoint() const { return endpoint_; }
  [[nodiscard]] InFlight& in_flight() { return *in_flight_; }

  /// Where the target is reached now, and whether it takes new requests; if it does not, or is
  /// reached elsewhere than before, no connection stays idle.
  void update(const Engine::Endpoint& endpoint, bool takes_requests);
  /// The target is gone: every connection ends, with the requests that are still on it.
  void abort();

  /// The connection that was used last, or null.
  std::unique_ptr<Upstream> take_idle();
  /// A new one, not connected.
  std::unique_ptr<Upstream> make();
  /// Keeps a connection that has answered and may be used again.
  void give_back(std::unique_ptr<Upstream> upstream, TimePoint now);
  /// Closes idle connections that the target has closed, or that have been idle since `before`.
  void drop_stale(TimePoint before);

 private:
  using Connections = boost::intrusive::list<Upstream, boost::intrusive::constant_time_size<false>>;

  Executor executor_;
  std::string name_;
  std::shared_ptr<InFlight> in_flight_;
  Engine::Endpoint endpoint_;
  bool takes_requests_ = true;
  Connections all_;
  std::vector<std::unique_ptr<Upstream>> idle_;  ///< The last used at the back.
};

/// Whether nothing has come on an idle connection, not even its end.
bool is_quiet(Socket& socket);
/// Whether the other side has ended the connection, and all that it sent before has been read.
bool has_ended(Socket& socket);

}  // namespace drydock::proxy
