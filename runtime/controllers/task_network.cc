#include "runtime/controllers/task_network.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/container/container_spec.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/task_hosts.h"
#include "runtime/controllers/task_records.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;

namespace {

/// So many addresses may turn out to be others' before a task gives up.
constexpr int most_refusals = 256;

NetworkSpec vpc_network(const std::string& instance) {
  const ec2::DefaultNetwork network = ec2::default_network({});
  return {.name = std::string(ecs::vpc_network_name),
          .cidr = network.cidr,
          .gateway = network.gateway,
          .labels = {{std::string(ecs::network_label), "vpc"},
                     {std::string(ecs::instance_label), instance}}};
}

/// Lets go of a flag however the coroutine ends.
class Holding {
 public:
  Holding(bool& flag, asio::steady_timer& released) : flag_(flag), released_(released) {
    flag_ = true;
  }
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;
  ~Holding() {
    flag_ = false;
    released_.cancel();
  }

 private:
  bool& flag_;
  asio::steady_timer& released_;
};

}  // namespace

TaskNetwork::TaskNetwork(Store& store, IdSource& ids, Engine& engine,
                         const asio::any_io_executor& executor, const std::string& instance,
                         std::string_view pause_program, bool publish_ports,
                         std::string host_address)
    : store_(store),
      ids_(ids),
      engine_(engine),
      instance_(instance),
      pause_program_(pause_program),
      publish_ports_(publish_ports),
      host_address_(std::move(host_address)),
      preparation_ended_(executor, asio::steady_timer::time_point::max()) {}

bool TaskNetwork::is_anothers(const std::string& address, const ecs::Task& asking) const {
  const std::string key = ecs::Task::address_key(address);
  return std::ranges::any_of(store_.worlds(), [&](const World& world) {
    return std::ranges::any_of(store_.table<ecs::Task>(world).members(key),
                               [&](const auto& holder) { return holder.second != &asking; });
  });
}

asio::awaitable<EngineResult<AttachedInterface>> TaskNetwork::attach(World world,
                                                                     std::string task_key) {
  bool looked_again = false;
  for (int refusals = 0;;) {
    const auto ready = co_await prepare();
    if (!ready) co_return ready.error();
    auto spec = next_pause(world, task_key);
    if (!spec) co_return spec.error();
    const std::string address = spec->network.address;
    auto attached = co_await start(std::move(*spec));
    if (attached) co_return attached;
    const Kind kind = attached.error().kind;
    const bool gone = kind == Kind::not_found || kind == Kind::image_missing;
    if (gone && !looked_again) {
      looked_again = true;
      forget_engine();
    } else if (kind == Kind::conflict && ++refusals < most_refusals) {
      foreign_.insert(address);
    } else {
      co_return attached;
    }
  }
}

/// One task sees to the network and the image; those that come meanwhile wait for it.
asio::awaitable<EngineResult<Done>> TaskNetwork::prepare() {
  while (preparing_) {
    co_await preparation_ended_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (prepared_) co_return Done{};
  const Holding holding(preparing_, preparation_ended_);
  const auto ready = co_await make_ready();
  prepared_ = ready.has_value();
  co_return ready;
}

asio::awaitable<EngineResult<Done>> TaskNetwork::make_ready() {
  const auto network = co_await engine_.ensure_network(vpc_network(instance_));
  if (!network) co_return network.error();
  const auto image = co_await engine_.image_id(ecs::pause_image(instance_));
  if (image) co_return Done{};
  if (image.error().kind != Kind::image_missing) co_return image.error();
  Labels labels;
  labels.insert_or_assign(ecs::instance_label, instance_);
  const auto made = co_await engine_.make_image(ecs::pause_image(instance_),
                                                std::string(pause_program_), std::move(labels));
  co_return made;
}

/// The pause container at the next free address, which is the task's from now on. Between reading
/// which are free and writing whose this one is nothing else runs.
EngineResult<ContainerSpec> TaskNetwork::next_pause(const World& world,
                                                    const std::string& task_key) {
  const ecs::Task* task = store_.find<ecs::Task>(world, task_key);
  if (task == nullptr || !task->network_interface) {
    return EngineError(Kind::not_found, "the task is gone");
  }
  const ec2::DefaultNetwork network = ec2::default_network(world);
  const ec2::Subnet& subnet = ec2::subnet_or_first(network, task->network_interface->subnet_id);
  const auto is_taken = [&](const std::string& candidate) {
    return foreign_.contains(candidate) || is_anothers(candidate, *task);
  };
  std::string& last = last_given_[subnet.cidr];
  // One that is full is not gone through address by address, by each task that comes.
  const std::string in_subnet = ecs::Task::subnet_key(subnet.id);
  const bool full = std::cmp_greater_equal(store_.table<ecs::Task>(world).members(in_subnet).size(),
                                           ec2::address_count(subnet));
  auto address = full ? std::nullopt : ec2::free_address(subnet, is_taken, last);
  if (!address && !full) {
    // Others may have let go of theirs.
    foreign_.clear();
    address = ec2::free_address(subnet, is_taken, last);
  }
  if (!address) return EngineError(Kind::refused, "no free address is left in " + subnet.id);
  last = *address;
  const ecs::Task& changed = store_.change<ecs::Task>(world, task_key, [&](ecs::Task& record) {
    record.network_interface->private_ipv4_address = std::move(*address);
  });
  return ecs::pause_spec({.world = world,
                          .instance = instance_,
                          .task = changed,
                          .definition = definition_of(store_, world, changed),
                          .image = ecs::pause_image(instance_),
                          .suffix = ids_.hex(20),
                          .hosts = elb::task_hosts(store_, world, host_address_)},
                         publish_ports_);
}

/// A container that could not start leaves nothing behind: while it stays no other is made.
asio::awaitable<EngineResult<AttachedInterface>> TaskNetwork::start(ContainerSpec spec) {
  auto created = co_await engine_.create(std::move(spec));
  if (!created) co_return created.error();
  const std::string id = std::move(*created);
  const auto started = co_await engine_.start(id);
  if (!started) {
    const auto removed = co_await engine_.remove(id);
    co_return removed ? started.error() : removed.error();
  }
  const auto state = co_await engine_.inspect(id);
  if (!state) co_return state.error();
  co_return AttachedInterface{.pause_container_id = id, .mac_address = state->mac_address};
}

}  // namespace drydock
