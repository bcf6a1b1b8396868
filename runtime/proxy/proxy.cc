#include "runtime/proxy/proxy.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

namespace drydock::proxy {
namespace asio = boost::asio;

namespace {

using tcp = asio::ip::tcp;

/// A port of 0 takes a free one.
error_code listen_on(tcp::acceptor& acceptor, const asio::ip::address& address, int port) {
  const tcp::endpoint endpoint(address, static_cast<asio::ip::port_type>(port));
  error_code error;
  acceptor.open(endpoint.protocol(), error);
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
  for (int i = 0; i < std::max(options_.io_threads, 1); ++i) {
    const CoarseClock coarse(clock.now(), options_.speed);
    lanes_.push_back(std::make_unique<Lane>(coarse, ids.bits()));
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
  close_old(table);
  const auto snapshot = counters_.snapshot(std::move(table));
  for (auto& lane : lanes_) lane->apply(snapshot, version_);
  bind_new(snapshot->table);
}

void Proxy::note_takers(const elb::RoutingTable& table) {
  const std::uint64_t applied = applied_version();
  std::erase_if(takes_none_since_,
                [&](const auto& entry) { return entry.second != 0 && entry.second <= applied; });
  for (auto& [target, since] : takes_none_since_) {
    if (since == 0) since = version_;
  }
  for (const auto& group : table.groups) {
    for (const std::uint32_t place : group.eligible) {
      takes_none_since_[group.targets[place].name] = 0;
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

void Proxy::close_old(const elb::RoutingTable& table) {
  std::set<std::string_view> wanted;
  for (const auto& listener : table.listeners) wanted.insert(listener.arn);
  std::erase_if(bound_ports_, [&](const auto& bound) {
    if (wanted.contains(bound.first)) return false;
    lanes_.front()->unlisten(bound.first);
    return true;
  });
}

void Proxy::bind_new(const elb::RoutingTable& table) {
  for (const auto& listener : table.listeners) {
    if (!bound_ports_.contains(listener.arn)) bound_ports_[listener.arn] = bind(listener);
  }
}

int Proxy::bind(const elb::RoutedListener& listener) {
  tcp::acceptor acceptor(binding_);
  const auto address = asio::ip::make_address(options_.host);
  error_code error = listen_on(acceptor, address, listener.port);
  if (error) {
    spdlog::info("port {} cannot be listened on ({}): {} takes a free one", listener.port,
                 error.message(), listener.arn);
    error = listen_on(acceptor, address, 0);
  }
  if (error) {
    spdlog::error("{} is not listened on: {}", listener.arn, error.message());
    return 0;
  }
  const auto endpoint = acceptor.local_endpoint();
  std::vector<Lane*> lanes;
  for (auto& lane : lanes_) lanes.push_back(lane.get());
  lanes_.front()->listen(listener.arn, {endpoint.protocol(), acceptor.release(), {}},
                         std::move(lanes));
  return endpoint.port();
}

void Proxy::adopt(Accepted connection, std::string host) {
  Lane& lane = *lanes_[next_lane_++ % lanes_.size()];
  lane.serve_host(std::move(host), std::move(connection));
}

}  // namespace drydock::proxy
