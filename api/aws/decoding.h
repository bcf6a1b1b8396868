#pragma once

#include "api/aws/protocol.h"
#include "emulator/base/result.h"
#include "emulator/model/service.h"

namespace drydock::aws {

/// Fills `input`, a struct of the operation's input shape with nothing set, from what was sent. The
/// error is the protocol's where it cannot be read, else the service's where its model rules it
/// out. Any thread may do it.
Result<Done> decode_input(const WireProtocol& protocol, const model::OperationModel& operation,
                          const InputText& text, void* input);

}  // namespace drydock::aws
