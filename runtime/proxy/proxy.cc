#include "runtime/proxy/proxy.h"

#include <algorithm>
#include <set>
#include <utility>

#include "async/log.h"

namespace drydock::proxy {
namespace asio = boost::asio;

namespace {

using tcp = asio::ip::tcp;

/// A port of 0 takes a free one.
error_code listen_on(tcp::acceptor& acceptor, const std::string& host, int port) {
  error_code error;
  const auto address = asio::ip::make_address(host, error);
  const tcp::endpoint endpoint(address, static_cast<asio::ip::port_type>(port));
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    error_code ignored;
    acceptor.close(ignored);
  }
  return error;
}

}  // namespace

Proxy::Proxy(const Clock& clock, IdSource& ids, Options options) : options_(std::move(options)) {
  const int threads = std::max(options_.io_threads, 1);
  const LaneLimits limits{
      .buffered_bytes = options_.most_buffered / static_cast<std::size_t>(threads),
      .clients = options_.most_clients};
  for (int i = 0; i < threads; ++i) {
    const CoarseClock coarse(clock.now(), options_.speed);
    lanes_.push_back(std::make_unique<Lane>(coarse, ids.bits(), limits, clients_));
  }
}

Proxy::~Proxy() { stop(); }

void Proxy::start() {
  for (auto& lane : lanes_) lane->start();
}

void Proxy::stop() {
  for (auto& lane : lanes_) lane->stop();
  bound_ports_.clear();
}

void Proxy::publish(elb::RoutingTable table) {
  ++version_;
  note_takers(table);
  leave_doors(table);
  find_doors(table);
  close_doors();
  auto doors = this->doors(table);
  const auto snapshot = counters_.snapshot(std::move(table), std::move(doors));
  for (auto& lane : lanes_) lane->apply(snapshot, version_);
  open_doors();
}

void Proxy::note_takers(const elb::RoutingTable& table) {
  forget_left();
  auto before = std::exchange(noted_, {});
  for (const auto& group : table.groups) {
    const auto had = before.extract(group->arn);
    const bool is_same = !had.empty() && had.mapped().is_shared_with(group);
    if (!is_same) note_takers_of(had.empty() ? elb::RoutedGroup() : *had.mapped(), *group);
    noted_.insert_or_assign(group->arn, group);
  }
  for (const auto& [arn, group] : before) note_takers_of(*group, {});
}

void Proxy::note_takers_of(const elb::RoutedGroup& before, const elb::RoutedGroup& group) {
  for (const std::uint32_t place : before.eligible) {
    takes_none_since_[before.targets[place].name] = version_;
  }
  for (const std::uint32_t place : group.eligible) {
    takes_none_since_[group.targets[place].name] = 0;
  }
  for (const std::uint32_t place : before.eligible) {
    const std::string& target = before.targets[place].name;
    if (takes_none_since_[target] != 0) leaving_.emplace(version_, target);
  }
}

/// Those that no thread can give a request to any more.
void Proxy::forget_left() {
  const auto end = leaving_.upper_bound(applied_version());
  for (auto next = leaving_.begin(); next != end; next = leaving_.erase(next)) {
    const auto found = takes_none_since_.find(next->second);
    if (found != takes_none_since_.end() && found->second == next->first) {
      takes_none_since_.erase(found);
    }
  }
}

std::uint64_t Proxy::applied_version() const {
  std::uint64_t applied = version_;
  for (const auto& lane : lanes_) applied = std::min(applied, lane->version());
  return applied;
}

bool Proxy::may_be_given_requests(const std::string& target) const {
  const auto found = takes_none_since_.find(target);
  if (found == takes_none_since_.end()) return false;
  return found->second == 0 || found->second > applied_version();
}

std::int64_t Proxy::in_flight(const std::string& target) const {
  return counters_.in_flight(target);
}

void Proxy::leave_doors(const elb::RoutingTable& table) {
  std::map<std::string_view, int> wanted;
  for (const auto& listener : table.listeners) wanted.emplace(listener.arn, listener.port);
  std::erase_if(wanted_ports_, [&](const auto& had) {
    const auto found = wanted.find(had.first);
    if (found != wanted.end() && found->second == had.second) return false;
    for (auto& [port, listeners] : doors_) std::erase(listeners, had.first);
    bound_ports_.erase(had.first);
    return true;
  });
}

void Proxy::find_doors(const elb::RoutingTable& table) {
  awaits_port_ = false;
  std::erase_if(closing_, [&](const auto& door) { return door.second <= applied_version(); });
  for (const auto& listener : table.listeners) {
    if (!wanted_ports_.contains(listener.arn)) find_door(listener);
  }
}

void Proxy::find_door(const elb::RoutedListener& listener) {
  int port = wanted_port(listener);
  if (port == 0 || !doors_.contains(port)) {
    if (closing_.contains(port)) {
      awaits_port_ = true;
      return;
    }
    port = open_door(listener);
  }
  wanted_ports_[listener.arn] = listener.port;
  bound_ports_[listener.arn] = port;
  if (port != 0) doors_[port].push_back(listener.arn);
}

void Proxy::close_doors() {
  std::erase_if(doors_, [&](const auto& door) {
    if (!door.second.empty()) return false;
    lanes_.front()->unlisten(door.first);
    closing_[door.first] = version_;
    return true;
  });
}

/// The port to try first.
int Proxy::wanted_port(const elb::RoutedListener& listener) const {
  const bool first_table = version_ == 1;
  return first_table && listener.given_port != 0 ? listener.given_port : listener.port;
}

/// Gives the door's port, or 0.
int Proxy::open_door(const elb::RoutedListener& listener) {
  tcp::acceptor acceptor(binding_);
  const int wanted = wanted_port(listener);
  error_code error = listen_on(acceptor, options_.host, wanted);
  if (error && wanted != listener.port) {
    error = listen_on(acceptor, options_.host, listener.port);
  }
  if (error) {
    log::info("port {} cannot be listened on ({}): {} takes a free one", listener.port,
              error.message(), listener.arn);
    error = listen_on(acceptor, options_.host, 0);
  }
  if (error) {
    log::error("{} is not listened on: {}", listener.arn, error.message());
    return 0;
  }
  const auto endpoint = acceptor.local_endpoint();
  Acceptors& door = new_doors_[endpoint.port()];
  door.push_back({endpoint.protocol(), acceptor.release(), {}});
  for (const std::string& host : options_.more_hosts) {
    tcp::acceptor another(binding_);
    error = listen_on(another, host, endpoint.port());
    if (error) {
      log::debug("{} does not answer at {}:{} ({})", listener.arn, host, endpoint.port(),
                 error.message());
      continue;
    }
    door.push_back({another.local_endpoint().protocol(), another.release(), {}});
  }
  return endpoint.port();
}

void Proxy::open_doors() {
  std::vector<Lane*> lanes;
  for (auto& lane : lanes_) lanes.push_back(lane.get());
  for (auto& [port, acceptors] : new_doors_) {
    for (Accepted& acceptor : acceptors) lanes_.front()->listen(port, std::move(acceptor), lanes);
  }
  new_doors_.clear();
}

std::map<int, elb::Door> Proxy::doors(const elb::RoutingTable& table) const {
  std::map<int, elb::Door> made;
  for (const auto& [port, arns] : doors_) made.emplace(port, elb::make_door(table, arns));
  return made;
}

void Proxy::adopt(Accepted connection) {
  Lane& lane = *lanes_[next_lane_++ % lanes_.size()];
  lane.serve(own_port_door, std::move(connection));
}

}  // namespace drydock::proxy
