#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <type_traits>

#include "async/let_others.h"
#include "async/on_executor.h"
#include "emulator/store/store.h"

namespace drydock {

template <class Step>
boost::asio::awaitable<void> steps_of_whole(Store& store, Step step) {
  const Store::Whole whole(store);
  while (step()) co_await let_others();
}

/// Carries out a change that takes many steps: others have the control thread in between, and yet
/// it is kept whole or not at all. It comes to its end also where the caller is cancelled. `step()`
/// tells whether more is left; it captures references.
template <class Step>
boost::asio::awaitable<void> change_whole(boost::asio::any_io_executor control, Store& store,
                                          Step step) {
  static_assert(std::is_trivially_copyable_v<Step>, "capture by reference");
  co_await on_executor(control, steps_of_whole(store, step));
}

}  // namespace drydock
