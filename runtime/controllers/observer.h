#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "emulator/ports/clock.h"
#include "emulator/ports/observations.h"
#include "emulator/store/store.h"

namespace drydock {

namespace ecs {
struct Service;
}

/// Observes services and load balancers from a mark on; before the first it costs nothing. It looks
/// at a service after each turn of the control thread that has changed it, so that what a turn
/// changes in several steps is seen as one change.
class Observer : public Observations {
 public:
  using Served = std::map<std::string, RequestsServed>;

  /// Lives as long as the store, since it listens to it. `served` tells what each load balancer has
  /// had, by its DNS name.
  Observer(Store& store, const Clock& clock, boost::asio::any_io_executor executor,
           std::function<Served()> served);
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;

  boost::asio::awaitable<void> mark() override;
  [[nodiscard]] std::optional<Observed> observed() const override;

 private:
  using Name = std::pair<World, std::string>;  ///< A world and a service's key.
  struct Watch {
    int fewest = 0;
    Duration longest_outage{0};
    std::optional<TimePoint> out_since;
  };

  void hear(const Change& change);
  void look_at_users(const World& world, std::string_view target_group);
  void look_soon(Name service);
  void expect_look();
  void look();
  void look_at(const Name& name, const ecs::Service& service);

  const Store& store_;
  const Clock& clock_;
  boost::asio::any_io_executor executor_;
  std::function<Served()> served_;
  std::optional<TimePoint> since_;
  Served served_before_;
  std::map<Name, Watch> watches_;
  std::set<Name> changed_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< For what has been posted.
};

}  // namespace drydock
