#include "runtime/controllers/mishaps.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "emulator/ecs/service_events.h"

namespace drydock {
namespace {

constexpr Duration shortest_pause = seconds(1);
constexpr Duration longest_pause = seconds(60);
/// A loop that went well for so long begins anew.
constexpr Duration row_ends_after = seconds(300);

}  // namespace

bool is_cancellation(const std::exception& error) {
  const auto* failure = dynamic_cast<const boost::system::system_error*>(&error);
  return failure != nullptr && failure->code() == boost::asio::error::operation_aborted;
}

Mishaps::Mishaps(Store& store, Clock& clock, IdSource& ids, World world, std::string what,
                 std::string service)
    : store_(store),
      clock_(clock),
      ids_(ids),
      world_(std::move(world)),
      what_(std::move(what)),
      service_(std::move(service)) {}

Duration Mishaps::tell(const std::string& reason) {
  const TimePoint now = clock_.now();
  if (last_at_ && now - *last_at_ > row_ends_after) in_a_row_ = 0;
  last_at_ = now;
  const Duration pause = std::min(longest_pause, shortest_pause * (1 << std::min(in_a_row_, 6)));
  spdlog::error("{} met an error of drydock's own and goes on in {} s: {}", what_,
                std::chrono::duration_cast<std::chrono::seconds>(pause).count(), reason);
  if (in_a_row_++ == 0) post(reason);
  return pause;
}

/// What went wrong may be the records themselves, so that the event cannot be written either.
void Mishaps::post(const std::string& reason) {
  const auto* service = store_.find<ecs::Service>(world_, service_);
  if (service == nullptr) return;
  try {
    ecs::ServiceEvent event{.id = ids_.uuid(),
                            .created_at = clock_.now(),
                            .message = ecs::events::met_an_error(*service, what_, reason)};
    store_.change<ecs::Service>(
        world_, service_, [&](ecs::Service& record) { ecs::post_event(record, std::move(event)); });
  } catch (const std::exception& error) {
    spdlog::error("{}: the event was not written: {}", what_, error.what());
  }
}

}  // namespace drydock
