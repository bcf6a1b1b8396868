#include "api/aws/decoding.h"

#include "api/aws/validation.h"
#include "emulator/model/violation.h"

namespace drydock::aws {

Result<Done> decode_input(const WireProtocol& protocol, const model::OperationModel& operation,
                          const InputText& text, void* input) {
  model::Violations violations;
  const auto decoded = protocol.decode(text, operation, input, violations);
  if (!decoded) return decoded;
  check_constraints(*operation.input, input, violations);
  if (violations.empty()) return Done{};
  return violation_error(operation, violations);
}

}  // namespace drydock::aws
