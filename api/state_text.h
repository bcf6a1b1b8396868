#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <string>

#include "emulator/store/store.h"

namespace drydock {

/// The longest text of records that is taken on.
constexpr std::size_t most_state_bytes = std::size_t{64} * 1024 * 1024;

/// Every record as JSON, see StateDump, with others having the control thread in between. Of a
/// large text it is the copy that takes its time: `workers` make it.
boost::asio::awaitable<std::string> write_state(const Store& store,
                                                boost::asio::any_io_executor workers);

}  // namespace drydock
