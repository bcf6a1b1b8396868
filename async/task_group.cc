#include "async/task_group.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cstdlib>
#include <utility>

#include "async/log.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

void log_failure(const std::string& name, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == asio::error::operation_aborted) return;
    log::error("{} ended: {}", name, failure.what());
  } catch (const std::exception& failure) {
    log::error("{} ended: {}", name, failure.what());
  }
}

/// Lets the one who spawns finish first: co_spawn alone would start the task within the call.
asio::awaitable<void> begin_later(asio::any_io_executor executor, asio::awaitable<void> task) {
  co_await asio::post(executor, asio::use_awaitable);
  co_await std::move(task);
}

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)), empty_(executor_, asio::steady_timer::time_point::max()) {}

TaskGroup::~TaskGroup() {
  // A coroutine that outlives its group would call back into nothing.
  if (!running_.empty()) std::abort();
}

void TaskGroup::spawn(std::string name, asio::awaitable<void> task) {
  if (cancelled_) return;
  const Place place = running_.emplace(running_.end());
  place->name = std::move(name);
  asio::co_spawn(executor_, begin_later(executor_, std::move(task)),
                 asio::bind_cancellation_slot(
                     place->signal.slot(),
                     [this, place](const std::exception_ptr& error) { ended(place, error); }));
}

void TaskGroup::cancel() {
  cancelled_ = true;
  for (auto next = running_.begin(); next != running_.end();) {
    const Place place = next++;
    place->signal.emit(asio::cancellation_type::terminal);
  }
}

asio::awaitable<void> TaskGroup::wait() {
  while (!running_.empty()) {
    co_await empty_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void TaskGroup::ended(Place place, const std::exception_ptr& error) {
  if (error) log_failure(place->name, error);
  running_.erase(place);
  if (running_.empty()) empty_.cancel();
}

}  // namespace drydock
