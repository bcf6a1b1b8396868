#pragma once

#include <string>

#include "emulator/base/time.h"

namespace drydock {

/// An instant as HTTP writes it, "Sun, 06 Nov 1994 08:49:37 GMT".
/// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
std::string http_date(TimePoint time);

}  // namespace drydock
