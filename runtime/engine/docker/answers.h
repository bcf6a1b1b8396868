#pragma once

#include <string>
#include <string_view>

#include "emulator/ports/engine.h"
#include "runtime/http_client/http_call.h"

namespace drydock::docker {

/// What is said of an answer that is not what the engine's API promises.
EngineError not_understood(std::string_view what);

/// A member of the reply's JSON object that is a text.
EngineResult<std::string> text_in(const HttpReply& reply, std::string_view member);

}  // namespace drydock::docker
