#pragma once

#include <string_view>

#include "api/cbor/writer.h"
#include "emulator/base/result.h"
#include "emulator/model/shape.h"
#include "emulator/model/violation.h"

/// Generated structs as Smithy's RPC v2 has them in CBOR: timestamps are epoch seconds under tag 1,
/// blobs byte strings, what is not set is absent. One walk over the shape tables serves all
/// structs. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html#shape-serialization
namespace drydock::aws {

/// Fills `value`, a struct of `shape` with nothing set, from a map and nothing after it. Members
/// that the shape does not have are ignored; null and undefined count as absent. What is no CBOR, a
/// value of the wrong type, and lists and maps beyond what so many bytes may ask for
/// (model::InputBudget) are a SerializationException; what is missing, no enumerator or a list
/// longer than the model allows goes to `violations`.
Result<Done> decode_cbor(std::string_view bytes, const model::Shape& shape, void* value,
                         model::Violations& violations);

/// Writes the value of `shape` at `value`.
void encode_cbor(cbor::Writer& writer, const model::Shape& shape, const void* value);

}  // namespace drydock::aws
