#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/http/exchange.h"

namespace drydock::http {

/// Answers after reading what is left of a small body, so that the client gets the answer before
/// its connection closes, and can keep it.
boost::asio::awaitable<void> answer(Exchange& exchange, Response response);

}  // namespace drydock::http
