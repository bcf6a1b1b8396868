#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

namespace drydock {

/// libcurl's codes. Their conditions say what matters to a caller: errc::timed_out, errc::
/// connection_refused (nobody there), errc::connection_reset (broken off in the middle), errc::
/// message_size (a body beyond HttpCall::body_limit).
const boost::system::error_category& curl_category();

}  // namespace drydock
